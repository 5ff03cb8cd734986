package io.slipway.pipeline;

import io.slipway.wire.OwnAnswer;
import io.slipway.wire.SparseLog;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Lets a number of requests in at a time; a number of further ones wait in order, without a thread;
 * the rest is told to come back later. Lock-free, since it is called by IO threads and by whichever
 * thread ends a request. A request that ends hands its place to the first that waits.
 */
final class ConcurrencyStage extends Stage implements ExchangeCompletionListener {
  private static final Logger LOG = Logger.getLogger("io.slipway.pipeline");

  private final ConcurrencyLimits limits;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Queue<HttpServerExchange> queue = new ConcurrentLinkedQueue<>();
  private final SparseLog log = new SparseLog();

  ConcurrencyStage(ConcurrencyLimits limits, HttpHandler next) {
    super(next);
    this.limits = limits;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (waiting.get() == 0 && tryEnter()) {
      exchange.addExchangeCompleteListener(this);
      proceed(exchange);
    } else if (waiting.incrementAndGet() <= limits.maxQueued()) {
      // Queued only after this call has been left: another thread may take it up at once.
      exchange.dispatch(
          SameThreadExecutor.INSTANCE,
          () -> {
            queue.add(exchange);
            admit();
          });
    } else {
      waiting.decrementAndGet();
      refuse(exchange);
    }
  }

  private boolean tryEnter() {
    for (int now = running.get(); now < limits.maxRequests(); now = running.get()) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    running.decrementAndGet();
    admit();
    nextListener.proceed();
  }

  /**
   * Called after each change that could let somebody in, so that nobody is forgotten between the
   * check and the queue.
   */
  private void admit() {
    while (!queue.isEmpty() && tryEnter()) {
      HttpServerExchange exchange = queue.poll();
      if (exchange == null) {
        running.decrementAndGet();
        continue;
      }
      waiting.decrementAndGet();
      exchange.addExchangeCompleteListener(this);
      exchange.dispatch(exchange.getIoThread(), this::proceed);
    }
  }

  private void refuse(HttpServerExchange exchange) {
    if (log.due()) {
      LOG.warnf(
          "requests refused with 503: limits.max-concurrent-requests (%s) are running and limits.max-queued-requests (%s) wait",
          limits.maxRequests(), limits.maxQueued());
    }
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, limits.retryAfterSeconds());
    OwnAnswer.error(exchange, StatusCodes.SERVICE_UNAVAILABLE, null);
  }
}
