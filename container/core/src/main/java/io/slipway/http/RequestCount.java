package io.slipway.http;

import java.util.concurrent.atomic.LongAdder;

/** Counts requests that come and go. Lock free, for many threads at a time. */
public final class RequestCount {
  private final LongAdder come = new LongAdder();
  private final LongAdder gone = new LongAdder();

  public void enter() {
    come.increment();
  }

  public void leave() {
    gone.increment();
  }

  /** How many have come and not gone; exact once no more come. */
  public long now() {
    // in this order, so that a request that comes and goes in between is not counted as minus one
    long left = gone.sum();
    return come.sum() - left;
  }
}
