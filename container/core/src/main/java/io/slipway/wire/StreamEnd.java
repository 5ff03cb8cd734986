package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;

/**
 * Who ends a response. In HTTP/2 only the IO thread writes to the connection. If another thread
 * ended a stream, the client could see that and open the next one while the exchange still waits
 * for its end, and be refused, for it counts as one that is served ({@link StreamCount}).
 */
public final class StreamEnd {
  private StreamEnd() {}

  /** Whether this thread may send the end of the response itself. */
  public static boolean isHere(HttpServerExchange exchange) {
    return exchange.isInIoThread() || exchange.getConnection() instanceof HttpServerConnection;
  }

  /**
   * Runs now what sends the end of the response and ends the exchange, or has the IO thread run it.
   */
  public static void run(HttpServerExchange exchange, Runnable end) {
    if (isHere(exchange)) {
      end.run();
    } else {
      exchange.getIoThread().execute(end);
    }
  }
}
