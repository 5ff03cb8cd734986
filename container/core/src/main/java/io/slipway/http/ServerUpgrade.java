package io.slipway.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;

/** stub */
final class ServerUpgrade<T extends HttpUpgradeHandler> {
  private final T handler;
  private final ServletExchange exchange;

  private ServerUpgrade(ServletExchange exchange, T handler) {
    this.exchange = exchange;
    this.handler = handler;
  }

  static <T extends HttpUpgradeHandler> ServerUpgrade<T> prepare(ServletExchange exchange, Class<T> type) throws IOException, ServletException {
    return new ServerUpgrade<>(exchange, exchange.request().app().instantiate(type));
  }

  T handler() {
    return handler;
  }

  void begin() {
    exchange.undertow().endExchange();
  }
}
