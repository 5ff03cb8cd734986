package io.slipway.http;

/**
 * Limits and sizes of requests and responses; see the README for the settings they come from.
 *
 * @param responseBufferSize bytes kept before a response is committed, unless the application sets
 *     it
 * @param maxParameters of query and form together; more is 400
 * @param maxFormSize bytes of a form body; more is 413
 * @param maxBodySize bytes of any body, -1 for no limit; more is 413
 * @param maxParts of a multipart body
 * @param asyncTimeoutMillis default of {@code AsyncContext.setTimeout}
 * @param maxDrain bytes of an unread request body that are read after the response before the
 *     connection is closed instead
 */
public record RequestOptions(
    int responseBufferSize,
    int maxParameters,
    long maxFormSize,
    long maxBodySize,
    int maxParts,
    long asyncTimeoutMillis,
    long maxDrain) {
  public static final RequestOptions DEFAULT =
      new RequestOptions(32 * 1024, 1000, 2L << 20, -1, 100, 30_000, 256L << 10);

  public RequestOptions withAsyncTimeoutMillis(long value) {
    return new RequestOptions(
        responseBufferSize, maxParameters, maxFormSize, maxBodySize, maxParts, value, maxDrain);
  }
}
