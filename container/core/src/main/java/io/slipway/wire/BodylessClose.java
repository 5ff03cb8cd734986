package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;

/**
 * The {@code Connection} field of responses that have no body, such as 204 and 304, which Undertow
 * forgets. A client that is not told loses the request that it sends next: RFC 9112, 9.6.
 */
public final class BodylessClose {
  private BodylessClose() {}

  /** To be called before the header leaves. */
  public static void announce(HttpServerExchange exchange) {
    if (!(exchange.getConnection() instanceof HttpServerConnection)) {
      return;
    }
    HeaderMap fields = exchange.getResponseHeaders();
    if (!exchange.isPersistent()) {
      fields.put(Headers.CONNECTION, Headers.CLOSE.toString());
    } else if (Headers.CLOSE.toString().equalsIgnoreCase(fields.getFirst(Headers.CONNECTION))) {
      exchange.setPersistent(false);
    }
  }
}
