package io.slipway.pipeline;

import io.slipway.wire.ConnectionLimits;
import io.slipway.wire.HeadLimits;
import io.slipway.wire.Http2Limits;

/**
 * Bounds on what clients may ask of the server. Each has its own status and a log line that names
 * the setting.
 *
 * @param requests how many are served at once
 * @param heads their size
 * @param maxCookies number of cookies; more is 431
 * @param maxBodySize bytes of a request body, -1 for no bound; more is 413
 * @param connections what holds for connections, and for waiting on them
 * @param http2 what holds for connections in HTTP/2
 */
public record LimitOptions(
    ConcurrencyLimits requests,
    HeadLimits heads,
    int maxCookies,
    long maxBodySize,
    ConnectionLimits connections,
    Http2Limits http2) {
  public static final LimitOptions DEFAULT =
      new LimitOptions(
          ConcurrencyLimits.DEFAULT,
          HeadLimits.DEFAULT,
          200,
          -1,
          ConnectionLimits.DEFAULT,
          Http2Limits.DEFAULT);

  public LimitOptions withRequests(ConcurrencyLimits limits) {
    return new LimitOptions(limits, heads, maxCookies, maxBodySize, connections, http2);
  }

  public LimitOptions withHeads(HeadLimits limits) {
    return new LimitOptions(requests, limits, maxCookies, maxBodySize, connections, http2);
  }

  public LimitOptions withMaxCookies(int cookies) {
    return new LimitOptions(requests, heads, cookies, maxBodySize, connections, http2);
  }

  public LimitOptions withMaxBodySize(long bytes) {
    return new LimitOptions(requests, heads, maxCookies, bytes, connections, http2);
  }

  public LimitOptions withConnections(ConnectionLimits limits) {
    return new LimitOptions(requests, heads, maxCookies, maxBodySize, limits, http2);
  }

  public LimitOptions withHttp2(Http2Limits limits) {
    return new LimitOptions(requests, heads, maxCookies, maxBodySize, connections, limits);
  }
}
