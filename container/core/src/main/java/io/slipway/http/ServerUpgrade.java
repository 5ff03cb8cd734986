package io.slipway.http;

import io.slipway.wire.Http2;
import io.slipway.wire.ResponseHead;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;

/**
 * A request that becomes another protocol: Servlet 6.1, 2.3.3.5. Prepared by {@code upgrade()}, and
 * begun when filters and servlet have returned: only then do the 101 and its headers leave, so that
 * all of them may still be set.
 */
final class ServerUpgrade<T extends HttpUpgradeHandler> {
  private final ServletExchange exchange;
  private final AppContext app;
  private final T handler;

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
    if (Http2.is(exchange.undertow())) {
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

  /**
   * Sends the 101 and hands the connection over. The last thing done with the exchange. As in other
   * containers the handler begins in the thread of the request where the 101 leaves at once: some
   * find what they have kept by a thread local, as those of Atmosphere do.
   */
  void begin() {
    HttpServerExchange undertow = exchange.undertow();
    exchange.response().beforeCommit();
    undertow.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
    ResponseHead.complete(undertow);
    Thread sender = undertow.isInIoThread() ? null : Thread.currentThread();
    UpgradedConnection[] sent = new UpgradedConnection[1];
    undertow.upgradeChannel(
        (connection, same) -> {
          UpgradedConnection upgraded = new UpgradedConnection(exchange, app, handler, connection);
          if (Thread.currentThread() == sender) {
            sent[0] = upgraded;
          } else {
            upgraded.start();
          }
        });
    undertow.endExchange();
    if (sent[0] != null) {
      sent[0].startHere();
    }
  }
}
