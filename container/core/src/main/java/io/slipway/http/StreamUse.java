package io.slipway.http;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which thread reads or writes a stream of an asynchronous request just now, for another that ends
 * the request meanwhile, perhaps since its time is up: behind it the buffers and the connection
 * belong to the next request. Of a request that is not asynchronous nothing is noted.
 *
 * <p>Whoever uses the stream says so before it looks whether it is too late, and whoever ends it
 * says so before it looks for others: one of them sees the other.
 */
final class StreamUse {
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ServletExchange exchange;
  private volatile @Nullable Thread user;
  private volatile @Nullable Thread ender;

  StreamUse(ServletExchange exchange) {
    this.exchange = exchange;
  }

  /** This thread uses the stream now; {@link #leave} takes what is returned. */
  @Nullable Thread enter() {
    if (exchange.async() == null) {
      return null;
    }
    Thread before = user;
    user = Thread.currentThread();
    return before;
  }

  void leave(@Nullable Thread before) {
    if (exchange.async() != null) {
      user = before;
    }
  }

  /** Whether another thread than this one has ended the request. */
  boolean isTooLate() {
    Thread last = ender;
    return last != null && last != Thread.currentThread();
  }

  /**
   * This thread ends the request.
   *
   * @return false if another thread uses the stream just now
   */
  boolean end() {
    if (exchange.async() == null) {
      return true;
    }
    ender = Thread.currentThread();
    Thread other = user;
    return other == null || other == Thread.currentThread();
  }

  /**
   * As {@link #end}, but waits a moment for the other thread.
   *
   * @return false if that one goes on: it waits for the client
   */
  boolean endSoon() {
    long begin = System.nanoTime();
    while (!end()) {
      if (System.nanoTime() - begin > MOMENT_NANOS) {
        return false;
      }
      Thread.yield();
    }
    return true;
  }
}
