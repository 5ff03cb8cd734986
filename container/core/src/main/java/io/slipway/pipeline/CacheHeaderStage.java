package io.slipway.pipeline;

import io.slipway.wire.SessionUse;
import io.slipway.wire.Tokens;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Says how long responses to GET and HEAD may be kept where the application has not, if they
 * succeeded or redirect for good; an error is never kept because of us.
 *
 * <p>And keeps what is one client's from caches that are shared. A response is personal if it sets
 * a cookie, if its user is known, or if the application has looked at a session that there is: it
 * is {@code private}, unless the rule for its path is said to hold for these too. A request that
 * merely brings the cookie of a session says nothing of its response.
 *
 * <p>Where the application has set the field itself, that counts, with one exception, since much of
 * what sets it knows of no session: if the response carries the cookie of a session, or its user is
 * known, {@code private} is added to what says neither {@code public} nor {@code s-maxage}. These
 * two are what lets a shared cache keep the answer to somebody who has sent a password (RFC 9111,
 * 3.5); it cannot see that a cookie means the same.
 */
final class CacheHeaderStage extends Stage implements ConduitWrapper<StreamSinkConduit> {
  /**
   * At least eight hexadecimal digits between separators before the extension, letters and numbers
   * among them: a plain number may be a date or a version, and letters alone may be a word.
   */
  private static final Pattern FINGERPRINT =
      Pattern.compile(
          "[.-](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}(\\.min)?(\\.[a-z0-9]{1,5}){1,2}$");

  private static final Duration YEAR = Duration.ofDays(365);
  private static final String PRIVATE = "private";

  /** What says whether caches may share a response. */
  private static final List<String> FOR_WHOM = List.of("no-store", PRIVATE, "public", "s-maxage");

  private final boolean last;
  private final CacheRules rules;
  private final @Nullable MimePatterns fingerprinted;

  /**
   * @param last no stage looks at the response after this one
   */
  CacheHeaderStage(CacheHeaderOptions options, boolean last, HttpHandler next) {
    super(next);
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
    proceed(exchange);
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
    int status = exchange.getStatusCode();
    HeaderMap headers = exchange.getResponseHeaders();
    if (isSaid(headers)) {
      if (isSecret(exchange)) {
        keepPrivate(headers);
      }
    } else if (isCandidate(status)) {
      apply(exchange);
    } else if (isKeptUnasked(status) && isPersonal(exchange)) {
      headers.put(Headers.CACHE_CONTROL, PRIVATE);
    }
    if (last && status == StatusCodes.NOT_MODIFIED) {
      // It has told what it is about, and does not leave: RFC 9110, 15.4.5
      headers.remove(Headers.CONTENT_TYPE);
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

  /** Which are no candidates but what a cache may keep without a word: RFC 9110, 15.1. */
  private static boolean isKeptUnasked(int status) {
    return status == 204
        || status == 300
        || status == 404
        || status == 405
        || status == 410
        || status == 414
        || status == 501;
  }

  private static boolean isSaid(HeaderMap headers) {
    return headers.contains(Headers.CACHE_CONTROL)
        || headers.contains(Headers.EXPIRES)
        || headers.contains(Headers.PRAGMA);
  }

  private static boolean isPersonal(HttpServerExchange exchange) {
    return exchange.getResponseHeaders().contains(Headers.SET_COOKIE)
        || exchange.getRequestHeaders().contains(Headers.AUTHORIZATION)
        || exchange.getAttachment(HttpServerExchange.REMOTE_USER) != null
        || SessionUse.of(exchange) != null;
  }

  private static boolean isSecret(HttpServerExchange exchange) {
    return SessionUse.of(exchange) == SessionUse.GIVEN
        || exchange.getAttachment(HttpServerExchange.REMOTE_USER) != null;
  }

  private static void keepPrivate(HeaderMap headers) {
    HeaderValues said = headers.get(Headers.CACHE_CONTROL);
    if (said == null) {
      headers.put(Headers.CACHE_CONTROL, PRIVATE);
    } else if (FOR_WHOM.stream().noneMatch(directive -> Tokens.contains(said, directive))) {
      headers.put(Headers.CACHE_CONTROL, String.join(", ", said) + ", " + PRIVATE);
    }
  }

  private void apply(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    boolean personal = isPersonal(exchange);
    String path = exchange.getRelativePath();
    String type = headers.getFirst(Headers.CONTENT_TYPE);
    CacheRules.Compiled rule = rules.find(path, type);
    if (rule != null) {
      rule.apply(headers, personal);
    } else if (fingerprinted != null
        && headers.contains(Headers.ETAG)
        && (type == null ? exchange.getStatusCode() == 304 : fingerprinted.matches(type))
        && FINGERPRINT.matcher(path).find()) {
      headers.put(
          Headers.CACHE_CONTROL,
          (personal ? PRIVATE : "public") + ", max-age=" + YEAR.toSeconds() + ", immutable");
    } else if (personal) {
      headers.put(Headers.CACHE_CONTROL, PRIVATE);
    }
  }
}
