package io.slipway.pipeline;

import io.slipway.wire.ConnectionLimits;
import io.slipway.wire.HeadLimits;
import io.slipway.wire.Http2Limits;

/**
 * Bounds on what clients may ask of the server. Each has its own status and a log line that names
 * the setting.
 *
 * @param maxConcurrentRequests requests inside the webapps at once; 0 for no bound
 * @param maxQueuedRequests that wait for one of those to end; more are answered 503 with {@code
 *     Retry-After}
 * @param retryAfterSeconds value of that header
 * @param maxRequestLine bytes of the target; more is 414
 * @param maxHeaderSize bytes of all header fields together; more is 431
 * @param maxHeaders number of header fields; more is 431
 * @param maxCookies number of cookies; more is 431
 * @param maxBodySize bytes of a request body, -1 for no bound; more is 413
 * @param connections what holds for connections, and for waiting on them
 * @param http2 what holds for connections in HTTP/2
 */
public record LimitOptions(
    int maxConcurrentRequests,
    int maxQueuedRequests,
    int retryAfterSeconds,
    int maxRequestLine,
    int maxHeaderSize,
    int maxHeaders,
    int maxCookies,
    long maxBodySize,
    ConnectionLimits connections,
    Http2Limits http2) {
  public static final LimitOptions DEFAULT =
      new LimitOptions(
          2_000,
          4_000,
          1,
          8_192,
          32_768,
          100,
          200,
          -1,
          ConnectionLimits.DEFAULT,
          Http2Limits.DEFAULT);

  /** What holds for heads while they arrive. */
  public HeadLimits heads() {
    return new HeadLimits(maxRequestLine, maxHeaderSize, maxHeaders);
  }

  public LimitOptions withConcurrency(int concurrent, int queued) {
    return new LimitOptions(
        concurrent,
        queued,
        retryAfterSeconds,
        maxRequestLine,
        maxHeaderSize,
        maxHeaders,
        maxCookies,
        maxBodySize,
        connections,
        http2);
  }

  public LimitOptions withMaxBodySize(long bytes) {
    return new LimitOptions(
        maxConcurrentRequests,
        maxQueuedRequests,
        retryAfterSeconds,
        maxRequestLine,
        maxHeaderSize,
        maxHeaders,
        maxCookies,
        bytes,
        connections,
        http2);
  }

  public LimitOptions withConnections(ConnectionLimits limits) {
    return new LimitOptions(
        maxConcurrentRequests,
        maxQueuedRequests,
        retryAfterSeconds,
        maxRequestLine,
        maxHeaderSize,
        maxHeaders,
        maxCookies,
        maxBodySize,
        limits,
        http2);
  }

  public LimitOptions withHttp2(Http2Limits limits) {
    return new LimitOptions(
        maxConcurrentRequests,
        maxQueuedRequests,
        retryAfterSeconds,
        maxRequestLine,
        maxHeaderSize,
        maxHeaders,
        maxCookies,
        maxBodySize,
        connections,
        limits);
  }
}
