package io.slipway.http;

import io.slipway.wire.ResponseHead;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * A request that becomes another protocol: Servlet 6.1, 2.3.3.5. Prepared by {@code upgrade()}, and
 * begun when filters and servlet have returned: only then do the 101 and its headers leave, so that
 * all of them may still be set.
 */
final class ServerUpgrade<T extends HttpUpgradeHandler> {
  private final ServletExchange exchange;
  private final AppContext app;
  private final T handler;

  /** What has sent the 101 and is to call {@link #start}. */
  private @Nullable Thread sender;

  /** Of the sender alone. */
  private @Nullable UpgradedConnection upgraded;

  private ServerUpgrade(ServletExchange exchange, AppContext app, T handler) {
    this.exchange = exchange;
    this.app = app;
    this.handler = handler;
  }

  /**
   * @throws IllegalStateException if the connection or the request cannot be upgraded
   */
  static <T extends HttpUpgradeHandler> ServerUpgrade<T> prepare(
      ServletExchange exchange, Class<T> type) throws ServletException {
    if (!(exchange.undertow().getConnection() instanceof HttpServerConnection)) {
      throw new IllegalStateException("Only HTTP/1.1 connections can be upgraded");
    }
    if (!exchange.undertow().getRequestHeaders().contains(Headers.UPGRADE)) {
      throw new IllegalStateException("The request has no Upgrade field");
    }
    if (exchange.response().isCommitted()) {
      throw new IllegalStateException("The response is committed");
    }
    AppContext app = exchange.request().dispatch().app();
    ServerUpgrade<T> upgrade = new ServerUpgrade<>(exchange, app, app.instantiate(type));
    exchange.response().setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    return upgrade;
  }

  T handler() {
    return handler;
  }

  /** Sends the 101. The last thing done with the exchange. */
  void begin() {
    Thread thread = exchange.undertow().isInIoThread() ? null : Thread.currentThread();
    exchange.response().beforeCommit();
    HeaderMap headers = exchange.undertow().getResponseHeaders();
    headers.remove(Headers.CONTENT_LENGTH);
    ResponseHead.complete(exchange.undertow());
    exchange
        .undertow()
        .upgradeChannel(
            (connection, undertow) -> {
              UpgradedConnection now = new UpgradedConnection(exchange, app, handler, connection);
              if (Thread.currentThread() == thread) {
                upgraded = now;
                sender = thread;
              } else {
                now.start();
              }
            });
    exchange.undertow().endExchange();
  }

  /**
   * Hands the connection over, if this thread has sent the 101. Where it could not leave at once
   * that has been done by another one. As in other containers it is the thread of the request where
   * possible: some handlers find what they have kept by a thread local, as those of Atmosphere do.
   */
  void start() {
    UpgradedConnection now = Thread.currentThread() == sender ? upgraded : null;
    if (now != null) {
      sender = null;
      now.startHere();
    }
  }
}
