package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import jakarta.servlet.ServletConnection;
import java.util.Locale;

/** The connection that a request came through: Servlet 6.1, {@code ServletConnection}. */
record ConnectionView(String getConnectionId, String getProtocol, String getProtocolConnectionId, boolean isSecure)
    implements ServletConnection {
  static ConnectionView of(HttpServerExchange exchange) {
    ServerConnection connection = exchange.getConnection();
    return new ConnectionView(
        Long.toString(connection.getId()),
        protocol(exchange, connection),
        // No protocol that is spoken here gives its connections an id: only HTTP/3 does
        "",
        connection.getSslSession() != null || exchange.isSecure());
  }

  private static String protocol(HttpServerExchange exchange, ServerConnection connection) {
    String transport = connection.getTransportProtocol();
    if (transport.equals("h2") || transport.equals("h2c")) {
      return transport;
    }
    return exchange.getProtocol().toString().toLowerCase(Locale.ROOT);
  }

  /** The stream id in HTTP/2, else empty. */
  static String protocolRequestId(HttpServerExchange exchange) {
    String id = exchange.getConnection().getProtocolRequestId();
    return id == null ? "" : id;
  }
}
