package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http.HttpServerConnection;

/** Which of the two protocols a request came in. On any thread. */
public final class Http2 {
  /** What a field takes at most beside name and value: RFC 7541, 5.1 and 6.2. */
  public static final int FIELD = 9;

  private Http2() {}

  /** Whether it is a stream of a connection in HTTP/2: asked for, after an upgrade, or pushed. */
  public static boolean is(HttpServerExchange exchange) {
    return is(exchange.getConnection());
  }

  /**
   * How many bytes trailer fields may have, which Undertow sends in one frame: of names and values,
   * and {@link #FIELD} for each.
   */
  public static int maxTrailers(HttpServerExchange exchange) {
    int buffer = exchange.getConnection().getByteBufferPool().getBufferSize();
    return Math.min(buffer - FrameHeader.LENGTH, FrameScan.MAX_LENGTH);
  }

  static boolean is(ServerConnection connection) {
    return !(connection instanceof HttpServerConnection);
  }
}
