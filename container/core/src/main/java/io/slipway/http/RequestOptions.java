package io.slipway.http;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Limits and sizes of requests and responses; see the README for the settings they come from.
 *
 * @param responseBufferSize bytes kept before a response is committed, unless the application sets
 *     it
 * @param maxParameters of query and form together; more is 400
 * @param maxFormSize bytes of a form body; more is 413
 * @param maxBodySize bytes of any body, -1 for no limit; more is 413
 * @param maxParts of a multipart body
 * @param maxPartHeader bytes of the header of one part; more is 431
 * @param maxSessions of one webapp, 0 for no limit; a request that wants one more is 503
 * @param asyncTimeoutMillis default of {@code AsyncContext.setTimeout}
 * @param maxDrain bytes of an unread request body that are read after the response before the
 *     connection is closed instead
 * @param charset of requests and responses in which neither the webapp nor the client has named
 *     one; null for the specification's ISO-8859-1 (Servlet 6.1, 3.13 and 5.6)
 */
public record RequestOptions(
    int responseBufferSize,
    int maxParameters,
    long maxFormSize,
    long maxBodySize,
    int maxParts,
    int maxPartHeader,
    int maxSessions,
    long asyncTimeoutMillis,
    long maxDrain,
    @Nullable Charset charset) {
  public static final RequestOptions DEFAULT =
      new RequestOptions(
          32 * 1024, 1000, 2L << 20, -1, 100, 8 << 10, 100_000, 30_000, 256L << 10, null);

  public RequestOptions withAsyncTimeoutMillis(long value) {
    return new RequestOptions(
        responseBufferSize,
        maxParameters,
        maxFormSize,
        maxBodySize,
        maxParts,
        maxPartHeader,
        maxSessions,
        value,
        maxDrain,
        charset);
  }

  public RequestOptions withCharset(@Nullable Charset value) {
    return new RequestOptions(
        responseBufferSize,
        maxParameters,
        maxFormSize,
        maxBodySize,
        maxParts,
        maxPartHeader,
        maxSessions,
        asyncTimeoutMillis,
        maxDrain,
        value);
  }
}
