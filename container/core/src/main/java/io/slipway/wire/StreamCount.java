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

  /** To be called for each request in HTTP/2; one too many has been refused before. */
  public static void enter(HttpServerExchange exchange) {
    StreamCount count = exchange.getConnection().getAttachment(KEY);
    if (count != null) {
      count.begin();
      exchange.addExchangeCompleteListener(count);
    }
  }

  /** For a request that is answered without an exchange; each time followed by {@link #end}. */
  void begin() {
    served.incrementAndGet();
  }

  void end() {
    idleSince = System.nanoTime();
    served.decrementAndGet();
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
    end();
    nextListener.proceed();
  }
}
