package io.slipway.wire;

/**
 * Bounds on connections.
 *
 * @param maxConnections open at once; 0 for no bound. One more is answered 503, in TLS closed
 * @param maxPerAddress open at once from one IPv4 address or one IPv6 network of 64 bits; 0 for no
 *     bound. One more is answered 429, in TLS closed
 * @param maxRequests that one HTTP/1.1 connection may carry; 0 for no bound. The last is answered
 *     with {@code Connection: close}
 * @param firstByteTimeoutMillis from the opening of a connection to its first byte, in TLS to the
 *     end of the handshake; 0 for none. Then it is closed
 * @param headTimeoutMillis from a request's first byte to the end of its head; 0 for none. Then
 *     there is 408
 * @param idleTimeoutMillis of a connection on which no request is under way; 0 for none
 */
public record ConnectionLimits(
    int maxConnections,
    int maxPerAddress,
    int maxRequests,
    int firstByteTimeoutMillis,
    int headTimeoutMillis,
    int idleTimeoutMillis) {
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(10_000, 2_000, 10_000, 20_000, 20_000, 60_000);

  public ConnectionLimits withIdleTimeoutMillis(int millis) {
    return new ConnectionLimits(
        maxConnections,
        maxPerAddress,
        maxRequests,
        firstByteTimeoutMillis,
        headTimeoutMillis,
        millis);
  }
}
