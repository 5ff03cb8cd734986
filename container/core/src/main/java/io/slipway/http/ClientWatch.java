package io.slipway.http;

import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * Notices a client that goes away while its asynchronous request waits for something else, so that
 * no read and no write would tell. One for each exchange that has begun an asynchronous cycle.
 */
interface ClientWatch {
  /**
   * @return null where the connection cannot be watched: reading from TLS while another thread
   *     writes is not safe with Undertow's conduit
   */
  static @Nullable ClientWatch of(ServletExchange exchange) {
    ServerConnection connection = exchange.undertow().getConnection();
    if (connection instanceof HttpServerConnection http) {
      return http.getSslSession() == null ? new SocketWatch(exchange, http) : null;
    }
    return new StreamWatch(exchange);
  }

  /** For the runner, before it lets go of the request. */
  void arm();

  /** For the runner, when it has the request again. */
  void disarm();

  /**
   * For good, before the end of the response leaves: the connection may serve another request
   * afterwards. On any thread.
   */
  void close();
}
