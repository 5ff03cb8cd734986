package io.slipway.http;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Limits and sizes of requests and responses.
 *
 * @param responseBufferSize bytes of a response that are kept before it is committed; an
 *     application may ask for more, not for fewer; 32 KB by default
 * @param maxDrain bytes of an unread request body that are read after the response, so that the
 *     connection can be used again; with more of them it is closed; 256 KB by default
 * @param forms what holds for bodies that are read for parameters and parts
 * @param maxSessions sessions that one webapp may have, 0 for no bound; 100,000 by default. From
 *     half of it on sessions end early whose clients never came back; a request that wants one too
 *     many is answered with 503
 * @param asyncTimeoutMillis timeout of asynchronous processing until {@code
 *     AsyncContext.setTimeout} is called; 0 for none; 30,000 by default
 * @param charset of requests and responses in which neither the webapp nor the client has named
 *     one; null, the default, for the specification's ISO-8859-1 (Servlet 6.1, 3.13 and 5.6)
 */
public record RequestOptions(
    int responseBufferSize,
    long maxDrain,
    FormLimits forms,
    int maxSessions,
    long asyncTimeoutMillis,
    @Nullable Charset charset) {
  /** The defaults named above. */
  public static final RequestOptions DEFAULT =
      new RequestOptions(32 << 10, 256 << 10, FormLimits.DEFAULT, 100_000, 30_000, null);

  /** A copy with this {@link #forms()}. */
  public RequestOptions withForms(FormLimits value) {
    return new RequestOptions(
        responseBufferSize, maxDrain, value, maxSessions, asyncTimeoutMillis, charset);
  }

  /** A copy with this {@link #maxSessions()}. */
  public RequestOptions withMaxSessions(int value) {
    return new RequestOptions(
        responseBufferSize, maxDrain, forms, value, asyncTimeoutMillis, charset);
  }

  /** A copy with this {@link #asyncTimeoutMillis()}. */
  public RequestOptions withAsyncTimeoutMillis(long millis) {
    return new RequestOptions(responseBufferSize, maxDrain, forms, maxSessions, millis, charset);
  }

  /** A copy with this {@link #charset()}. */
  public RequestOptions withCharset(@Nullable Charset value) {
    return new RequestOptions(
        responseBufferSize, maxDrain, forms, maxSessions, asyncTimeoutMillis, value);
  }
}
