package io.slipway.pipeline;

import io.slipway.wire.ConnectionLimits;
import io.slipway.wire.HeadLimits;
import io.slipway.wire.Http2Limits;

/**
 * Bounds on what clients may ask of the server. Each has its own status and a log line that names
 * the setting.
 *
 * @param requests how many requests are served at a time
 * @param heads how large their heads may be
 * @param maxCookies most cookies of a request; one with more is answered with 431; 200 by default
 * @param bodies how large bodies may be, and how long they may take
 * @param connections how many there may be, and for how long without a request
 * @param http2 what holds for connections in HTTP/2 alone
 */
public record LimitOptions(
    ConcurrencyLimits requests,
    HeadLimits heads,
    int maxCookies,
    BodyLimits bodies,
    ConnectionLimits connections,
    Http2Limits http2) {
  /** The defaults of each. */
  public static final LimitOptions DEFAULT =
      new LimitOptions(
          ConcurrencyLimits.DEFAULT,
          HeadLimits.DEFAULT,
          200,
          BodyLimits.DEFAULT,
          ConnectionLimits.DEFAULT,
          Http2Limits.DEFAULT);

  /** A copy with this {@link #requests()}. */
  public LimitOptions withRequests(ConcurrencyLimits limits) {
    return new LimitOptions(limits, heads, maxCookies, bodies, connections, http2);
  }

  /** A copy with this {@link #heads()}. */
  public LimitOptions withHeads(HeadLimits limits) {
    return new LimitOptions(requests, limits, maxCookies, bodies, connections, http2);
  }

  /** A copy with this {@link #maxCookies()}. */
  public LimitOptions withMaxCookies(int cookies) {
    return new LimitOptions(requests, heads, cookies, bodies, connections, http2);
  }

  /** A copy with this {@link #bodies()}. */
  public LimitOptions withBodies(BodyLimits limits) {
    return new LimitOptions(requests, heads, maxCookies, limits, connections, http2);
  }

  /** A copy with this {@link #connections()}. */
  public LimitOptions withConnections(ConnectionLimits limits) {
    return new LimitOptions(requests, heads, maxCookies, bodies, limits, http2);
  }

  /** A copy with this {@link #http2()}. */
  public LimitOptions withHttp2(Http2Limits limits) {
    return new LimitOptions(requests, heads, maxCookies, bodies, connections, limits);
  }
}
