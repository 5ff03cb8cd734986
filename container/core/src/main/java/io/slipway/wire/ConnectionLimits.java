package io.slipway.wire;

/**
 * Bounds on connections.
 *
 * @param maxConnections most connections open at a time, 0 for no bound; one more is answered with
 *     503, or in TLS closed; 10,000 by default
 * @param maxPerAddress most connections open at a time from one IPv4 address or one IPv6 network of
 *     64 bits, trusted proxies excepted, 0 for no bound; one more is answered with 429, or in TLS
 *     closed; 2,000 by default
 * @param maxRequests most requests of one HTTP/1.1 connection, 0 for no bound; the last is answered
 *     with {@code Connection: close}; 10,000 by default
 * @param firstByteTimeoutMillis longest time from the opening of a connection to its first byte, in
 *     TLS to the end of the handshake, 0 for no bound; after it the connection is closed; 20,000 by
 *     default
 * @param headTimeoutMillis longest time from a request's first byte to the end of its head, 0 for
 *     no bound; after it the request is answered with 408; 20,000 by default
 * @param idleTimeoutMillis how long a connection stays open on which no request is under way; 0 for
 *     no bound; 60,000 by default
 */
public record ConnectionLimits(
    int maxConnections,
    int maxPerAddress,
    int maxRequests,
    int firstByteTimeoutMillis,
    int headTimeoutMillis,
    int idleTimeoutMillis) {
  /** The defaults named above. */
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(10_000, 2_000, 10_000, 20_000, 20_000, 60_000);

  /** A copy with this {@link #idleTimeoutMillis()}. */
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
