package io.slipway.runtime;

import io.slipway.http.RequestCount;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A webapp in the router, with the count of requests that are in it. Lock free: it is used on IO
 * threads.
 */
public final class Mount {
  private final WebappRuntime webapp;
  private final HttpHandler first;
  private final RequestCount requests = new RequestCount();
  private volatile boolean takenOut;
  private volatile boolean gone;
  private volatile @Nullable Hold hold;
  private final ExchangeCompletionListener leave =
      (exchange, next) -> {
        requests.leave();
        next.proceed();
      };

  /**
   * @param first of the webapp's stages, the last of which is a {@link ServletEntry}
   */
  public Mount(WebappRuntime webapp, HttpHandler first) {
    this.webapp = webapp;
    this.first = first;
  }

  public WebappRuntime webapp() {
    return webapp;
  }

  /**
   * A request has found the webapp in the router; true if it may come in. If not, the webapp has
   * been taken out meanwhile, perhaps for another one: whoever waits for its requests must not miss
   * one that was about to come.
   */
  boolean enter() {
    requests.enter();
    if (takenOut) {
      requests.leave();
      return false;
    }
    return true;
  }

  /** The router does not have it any more. */
  void takenOut() {
    takenOut = true;
  }

  /** For a request that has come in. */
  void handle(HttpServerExchange exchange) throws Exception {
    exchange.addExchangeCompleteListener(leave);
    Hold now = hold;
    if (now == null || !now.holds(exchange)) {
      first.handleRequest(exchange);
    }
  }

  /** Requests wait from now on, until {@link #letGo}. Before it is mounted. */
  public void hold() {
    hold = new Hold(first);
  }

  public void letGo() {
    Hold now = hold;
    hold = null;
    if (now != null) {
      now.end();
    }
  }

  /** The webapp is about to be ended; to be called once it has left the router. */
  public void leave() {
    gone = true;
  }

  public boolean hasLeft() {
    return gone;
  }

  /** Requests that are in the webapp now; exact once none can enter any more. */
  public long inFlight() {
    return requests.now();
  }

  /**
   * Waits, after the webapp has been taken out of the router, until its requests have ended, and
   * the threads that run them have left the webapp: a servlet that has closed its response may go
   * on (Servlet 6.1, 2.3.4).
   *
   * @return false if some have not in that time
   */
  public boolean drain(long timeoutNanos) {
    long deadline = System.nanoTime() + timeoutNanos;
    while (inFlight() > 0 || webapp.running().now() > 0) {
      if (deadline - System.nanoTime() <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(5_000_000);
    }
    return true;
  }
}
