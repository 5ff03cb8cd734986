package io.slipway.pipeline;

import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Says how long responses may be kept where the application has not. Only for GET and HEAD that
 * succeeded or redirect for good; an error is never kept because of us.
 */
final class CacheHeaderStage implements HttpHandler, ConduitWrapper<StreamSinkConduit> {
  /**
   * At least eight hexadecimal digits between separators before the extension, letters and numbers
   * among them: a plain number may be a date or a version, and letters alone may be a word.
   */
  private static final Pattern FINGERPRINT =
      Pattern.compile(
          "[.-](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}(\\.min)?(\\.[a-z0-9]{1,5}){1,2}$");

  private static final Duration YEAR = Duration.ofDays(365);

  private final HttpHandler next;
  private final boolean last;
  private final CacheRules rules;
  private final @Nullable MimePatterns fingerprinted;

  /**
   * @param last no stage looks at the response after this one
   */
  CacheHeaderStage(CacheHeaderOptions options, boolean last, HttpHandler next) {
    this.next = next;
    this.last = last;
    this.rules = new CacheRules(options.rules());
    this.fingerprinted =
        options.immutableFingerprinted()
            ? new MimePatterns(
                List.of(
                    "text/css",
                    "text/javascript",
                    "application/javascript",
                    "application/wasm",
                    "image/*",
                    "font/*",
                    "audio/*",
                    "video/*"))
            : null;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.getRequestMethod().equals(Methods.GET)
        || exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.addResponseWrapper(this);
    }
    next.handleRequest(exchange);
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
    if (isCandidate(exchange.getStatusCode())) {
      apply(exchange);
    }
    if (last && exchange.getStatusCode() == StatusCodes.NOT_MODIFIED) {
      // It has told what it is about, and does not leave: RFC 9110, 15.4.5
      exchange.getResponseHeaders().remove(Headers.CONTENT_TYPE);
    }
    return factory.create();
  }

  private static boolean isCandidate(int status) {
    return status == 200
        || status == 203
        || status == 206
        || status == 301
        || status == 304
        || status == 308;
  }

  private void apply(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    if (headers.contains(Headers.CACHE_CONTROL)
        || headers.contains(Headers.EXPIRES)
        || headers.contains(Headers.PRAGMA)) {
      return;
    }
    boolean personal =
        headers.contains(Headers.SET_COOKIE)
            || exchange.getRequestHeaders().contains(Headers.AUTHORIZATION)
            || exchange.getAttachment(HttpServerExchange.REMOTE_USER) != null;
    String path = exchange.getRelativePath();
    String type = headers.getFirst(Headers.CONTENT_TYPE);
    CacheRules.Compiled rule = rules.find(path, type);
    if (rule != null) {
      rule.apply(headers, personal);
    } else if (personal) {
      headers.put(Headers.CACHE_CONTROL, "private");
    } else if (fingerprinted != null
        && headers.contains(Headers.ETAG)
        && (type == null ? exchange.getStatusCode() == 304 : fingerprinted.matches(type))
        && FINGERPRINT.matcher(path).find()) {
      headers.put(Headers.CACHE_CONTROL, "public, max-age=" + YEAR.toSeconds() + ", immutable");
    }
  }
}
