package io.slipway;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;

/** The first handler of all: lets requests in between start and end. Those in flight go on. */
final class Gate implements HttpHandler {
  private final HttpHandler next;
  private volatile boolean open;

  Gate(HttpHandler next) {
    this.next = next;
  }

  void open() {
    open = true;
  }

  void close() {
    open = false;
  }

  boolean isOpen() {
    return open;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (open) {
      next.handleRequest(exchange);
      return;
    }
    // a client with a kept connection shall open another, to another server
    exchange.setPersistent(false);
    exchange.getResponseHeaders().put(Headers.CONNECTION, "close").put(Headers.RETRY_AFTER, "1");
    exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE).endExchange();
  }
}
