package io.slipway.runtime;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Requests that wait, without a thread, until their webapp has taken over the sessions of its
 * previous version. Lock free, since it is called by IO threads.
 */
final class Hold {
  private final HttpHandler next;
  private final Queue<HttpServerExchange> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  Hold(HttpHandler next) {
    this.next = next;
  }

  /** False if nobody waits any more, and the request may go on. */
  boolean holds(HttpServerExchange exchange) {
    if (over) {
      return false;
    }
    // Queued only after this call has been left: another thread may take it up at once.
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          waiting.add(exchange);
          if (over) {
            letGo();
          }
        });
    return true;
  }

  void end() {
    over = true;
    letGo();
  }

  private void letGo() {
    for (HttpServerExchange e = waiting.poll(); e != null; e = waiting.poll()) {
      e.dispatch(e.getIoThread(), next);
    }
  }
}
