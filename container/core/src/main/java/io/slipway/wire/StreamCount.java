package io.slipway.wire;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests of one HTTP/2 connection that are being served. One whose stream the client has reset
 * counts until it has ended: resetting makes no room for more.
 */
public final class StreamCount implements ExchangeCompletionListener {
  static final AttachmentKey<StreamCount> KEY = AttachmentKey.create(StreamCount.class);

  private final AtomicInteger served = new AtomicInteger();
  private final int max;

  /** {@link System#nanoTime} when the last request ended, or the connection began. */
  private volatile long idleSince = System.nanoTime();

  StreamCount(int max) {
    this.max = max;
  }

  /**
   * To be called for each request in HTTP/2.
   *
   * @param max used if this is the first one of a connection that began with HTTP/1.1
   * @return whether it may be served
   */
  public static boolean enter(HttpServerExchange exchange, int max) {
    StreamCount count = exchange.getConnection().getAttachment(KEY);
    if (count == null) {
      count = new StreamCount(max);
      exchange.getConnection().putAttachment(KEY, count);
    }
    if (count.served.incrementAndGet() > count.max) {
      count.served.decrementAndGet();
      return false;
    }
    exchange.addExchangeCompleteListener(count);
    return true;
  }

  boolean isEmpty() {
    return served.get() == 0;
  }

  /** Nanoseconds without a request; 0 while there is one. */
  long idleNanos() {
    long since = idleSince;
    return isEmpty() ? System.nanoTime() - since : 0;
  }

  boolean isFull() {
    return served.get() >= max;
  }

  int max() {
    return max;
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    idleSince = System.nanoTime();
    served.decrementAndGet();
    nextListener.proceed();
  }
}
