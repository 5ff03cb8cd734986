package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import jakarta.servlet.ServletConnection;
import java.util.Locale;

/** The connection that a request came through: Servlet 6.1, {@code ServletConnection}. */
final class ConnectionView implements ServletConnection {
  /**
   * On a connection that is shared by several streams, each of which Undertow gives an id of its
   * own: the id of the first that asked.
   */
  private static final AttachmentKey<String> ID = AttachmentKey.create(String.class);

  private final String id;
  private final String protocol;
  private final boolean secure;

  private ConnectionView(String id, String protocol, boolean secure) {
    this.id = id;
    this.protocol = protocol;
    this.secure = secure;
  }

  static ConnectionView of(HttpServerExchange exchange) {
    ServerConnection connection = exchange.getConnection();
    return new ConnectionView(
        id(connection), protocol(exchange, connection), connection.getSslSessionInfo() != null);
  }

  @Override
  public String getConnectionId() {
    return id;
  }

  @Override
  public String getProtocol() {
    return protocol;
  }

  /** Empty: no protocol that is spoken here gives its connections an id, only HTTP/3 does. */
  @Override
  public String getProtocolConnectionId() {
    return "";
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  private static String id(ServerConnection connection) {
    // Attachments of HTTP/2 streams are those of their connection; only threads that run servlets
    // come here
    synchronized (ID) {
      String id = connection.getAttachment(ID);
      if (id == null) {
        id = Long.toString(connection.getId());
        connection.putAttachment(ID, id);
      }
      return id;
    }
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
