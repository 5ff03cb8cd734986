package io.slipway.pipeline;

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
 * @param maxBodySize bytes of a request body, -1 for no bound; more is 413
 * @param requestHeadTimeoutMillis from a request's first byte to the end of its header; 0 for none.
 *     A connection that is slower is closed
 * @param idleTimeoutMillis of a connection on which no request is under way; 0 for none
 * @param readTimeoutMillis between two bytes of a request body; 0 for none
 * @param writeTimeoutMillis for which a client may read nothing of its response; 0 for none
 */
public record LimitOptions(
    boolean enabled,
    int maxConcurrentRequests,
    int maxQueuedRequests,
    int retryAfterSeconds,
    int maxRequestLine,
    int maxHeaderSize,
    int maxHeaders,
    long maxBodySize,
    int requestHeadTimeoutMillis,
    int idleTimeoutMillis,
    int readTimeoutMillis,
    int writeTimeoutMillis) {
  public static final LimitOptions DEFAULT =
      new LimitOptions(
          true, 2_000, 4_000, 1, 8_192, 32_768, 100, -1, 20_000, 60_000, 30_000, 60_000);

  public LimitOptions withConcurrency(int concurrent, int queued) {
    return new LimitOptions(
        enabled,
        concurrent,
        queued,
        retryAfterSeconds,
        maxRequestLine,
        maxHeaderSize,
        maxHeaders,
        maxBodySize,
        requestHeadTimeoutMillis,
        idleTimeoutMillis,
        readTimeoutMillis,
        writeTimeoutMillis);
  }

  public LimitOptions withMaxBodySize(long bytes) {
    return new LimitOptions(
        enabled,
        maxConcurrentRequests,
        maxQueuedRequests,
        retryAfterSeconds,
        maxRequestLine,
        maxHeaderSize,
        maxHeaders,
        bytes,
        requestHeadTimeoutMillis,
        idleTimeoutMillis,
        readTimeoutMillis,
        writeTimeoutMillis);
  }
}
