package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http.HttpServerConnection;

/** Which of the two protocols a request came in. On any thread. */
public final class Http2 {
  private Http2() {}

  /** Whether it is a stream of a connection in HTTP/2: asked for, after an upgrade, or pushed. */
  public static boolean is(HttpServerExchange exchange) {
    return is(exchange.getConnection());
  }

  static boolean is(ServerConnection connection) {
    return !(connection instanceof HttpServerConnection);
  }
}
