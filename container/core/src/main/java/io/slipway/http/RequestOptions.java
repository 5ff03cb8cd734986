package io.slipway.http;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Limits and sizes of requests and responses; see the README for the settings they come from.
 *
 * @param responseBufferSize bytes of a response that are kept before it is committed; an
 *     application may ask for more, not for fewer
 * @param maxDrain bytes of an unread request body that are read after the response, so that the
 *     connection can be used again; with more of them it is closed
 * @param forms what holds for bodies that are read for parameters and parts
 * @param maxSessions sessions that one webapp may have, 0 for no bound; a request that wants one
 *     more is answered with 503
 * @param asyncTimeoutMillis timeout of asynchronous processing until {@code
 *     AsyncContext.setTimeout} is called; 0 for none
 * @param charset of requests and responses in which neither the webapp nor the client has named
 *     one; null for the specification's ISO-8859-1 (Servlet 6.1, 3.13 and 5.6)
 */
public record RequestOptions(
    int responseBufferSize,
    long maxDrain,
    FormLimits forms,
    int maxSessions,
    long asyncTimeoutMillis,
    @Nullable Charset charset) {
  public static final RequestOptions DEFAULT =
      new RequestOptions(32 << 10, 256 << 10, FormLimits.DEFAULT, 100_000, 30_000, null);

  public RequestOptions withForms(FormLimits value) {
    return new RequestOptions(
        responseBufferSize, maxDrain, value, maxSessions, asyncTimeoutMillis, charset);
  }

  public RequestOptions withMaxSessions(int value) {
    return new RequestOptions(
        responseBufferSize, maxDrain, forms, value, asyncTimeoutMillis, charset);
  }

  public RequestOptions withAsyncTimeoutMillis(long value) {
    return new RequestOptions(responseBufferSize, maxDrain, forms, maxSessions, value, charset);
  }

  public RequestOptions withCharset(@Nullable Charset value) {
    return new RequestOptions(
        responseBufferSize, maxDrain, forms, maxSessions, asyncTimeoutMillis, value);
  }
}
