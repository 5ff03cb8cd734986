package io.slipway.wire;

/**
 * What a {@link Connector} knows for all of its connections.
 *
 * @param refusedHeads is told of heads that become no request
 * @param open those that speak HTTP
 * @param logs what has been said of clients lately
 * @param writes how responses of HTTP/1.1 leave
 */
public record Terms(
    ConnectionLimits connections,
    HeadLimits heads,
    Http2Limits http2,
    RefusedHeads refusedHeads,
    OpenConnections open,
    SparseLogs logs,
    ShortWrites writes) {
  /** Without any connection yet. */
  public static Terms of(
      ConnectionLimits connections,
      HeadLimits heads,
      Http2Limits http2,
      RefusedHeads refusedHeads) {
    return new Terms(
        connections,
        heads,
        http2,
        refusedHeads,
        new OpenConnections(),
        new SparseLogs(),
        new ShortWrites());
  }
}
