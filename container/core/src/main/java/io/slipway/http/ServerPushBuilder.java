package io.slipway.http;

import io.slipway.wire.Http2Push;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.PushBuilder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pushes over HTTP/2: Servlet 6.1, 3.8 and the Javadoc of {@code newPushBuilder}. */
final class ServerPushBuilder implements PushBuilder {
  private static final Set<String> NO_METHODS =
      Set.of("POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  /** RFC 9110, 13.1. */
  private static final List<HttpString> CONDITIONAL =
      List.of(
          Headers.IF_MATCH,
          Headers.IF_NONE_MATCH,
          Headers.IF_MODIFIED_SINCE,
          Headers.IF_UNMODIFIED_SINCE,
          Headers.IF_RANGE);

  /** Of the original request; they make no sense for another one, or are set anew. */
  private static final List<HttpString> NOT_COPIED =
      List.of(
          Headers.EXPECT,
          Headers.RANGE,
          Headers.AUTHORIZATION,
          Headers.REFERER,
          Headers.COOKIE,
          Headers.CONTENT_LENGTH,
          Headers.CONTENT_TYPE,
          Headers.TRANSFER_ENCODING,
          Headers.CONNECTION,
          Headers.UPGRADE,
          Headers.HOST,
          new HttpString("HTTP2-Settings"),
          Headers.PROXY_AUTHORIZATION);

  private final ServletExchange exchange;
  private final ServerRequest request;
  private final HeaderMap headers = new HeaderMap();
  private String method = "GET";
  private @Nullable String queryString;
  private @Nullable String sessionId;
  private final boolean sessionInCookie;
  private @Nullable String path;

  private ServerPushBuilder(ServletExchange exchange) {
    this.exchange = exchange;
    this.request = exchange.request();
    for (HeaderValues values : exchange.undertow().getRequestHeaders()) {
      HttpString name = values.getHeaderName();
      if (!NOT_COPIED.contains(name) && !CONDITIONAL.contains(name) && name.byteAt(0) != ':') {
        headers.putAll(name, values);
      }
    }
    headers.put(Headers.REFERER, referer());
    String authorization = exchange.undertow().getRequestHeaders().getFirst(Headers.AUTHORIZATION);
    if (authorization != null && request.getUserPrincipal() != null) {
      headers.put(Headers.AUTHORIZATION, authorization);
    }
    HttpSession session = request.getSession(false);
    this.sessionId = session != null ? session.getId() : request.getRequestedSessionId();
    this.sessionInCookie = !request.isRequestedSessionIdFromURL();
    cookies();
  }

  /** Null where the client takes no pushes. */
  static @Nullable PushBuilder create(ServletExchange exchange) {
    return exchange.undertow().getConnection().isPushSupported()
        ? new ServerPushBuilder(exchange)
        : null;
  }

  private String referer() {
    StringBuffer url = request.getRequestURL();
    String query = request.getQueryString();
    return query == null ? url.toString() : url.append('?').append(query).toString();
  }

  /** The cookies of the request, changed as this response changes them. */
  private void cookies() {
    StringBuilder field = new StringBuilder();
    Set<String> replaced = new LinkedHashSet<>();
    for (String set : exchange.response().getHeaders(Headers.SET_COOKIE_STRING)) {
      int end = set.indexOf(';');
      String pair = end < 0 ? set : set.substring(0, end);
      replaced.add(pair.substring(0, Math.max(pair.indexOf('='), 0)));
      if (staysAfterTheSession(set)) {
        append(field, pair);
      }
    }
    Cookie[] sent = request.getCookies();
    if (sent != null) {
      for (Cookie cookie : sent) {
        if (!replaced.contains(cookie.getName())) {
          append(field, cookie.getName() + '=' + cookie.getValue());
        }
      }
    }
    if (field.length() > 0) {
      headers.put(Headers.COOKIE, field.toString());
    }
  }

  /**
   * {@code newPushBuilder}: a cookie "is removed from the builder if its maxAge is <= 0", a session
   * cookie as well.
   */
  private static boolean staysAfterTheSession(String setCookie) {
    for (String attribute : setCookie.split(";")) {
      String text = attribute.strip().toLowerCase(Locale.ROOT);
      if (text.startsWith("max-age=")) {
        return text.substring(8).matches("0*[1-9][0-9]*");
      }
    }
    return false;
  }

  private static void append(StringBuilder field, String pair) {
    if (field.length() > 0) {
      field.append("; ");
    }
    field.append(pair);
  }

  @Override
  public PushBuilder method(String method) {
    Objects.requireNonNull(method, "method");
    if (!HeaderText.isToken(method) || NO_METHODS.contains(method.toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "Not a method that is safe and cacheable: " + HeaderText.printable(method));
    }
    this.method = method;
    return this;
  }

  @Override
  public PushBuilder queryString(@Nullable String queryString) {
    this.queryString = queryString == null ? null : ofTarget("query string", queryString);
    return this;
  }

  @Override
  public PushBuilder sessionId(@Nullable String sessionId) {
    if (sessionId != null && (sessionId.indexOf(';') >= 0 || sessionId.indexOf(',') >= 0)) {
      throw new IllegalArgumentException("Not a session id: " + HeaderText.printable(sessionId));
    }
    this.sessionId = sessionId == null ? null : ofTarget("session", sessionId);
    return this;
  }

  @Override
  public PushBuilder setHeader(String name, String value) {
    headers.put(ResponseHeaders.field(name), HeaderText.value(value));
    return this;
  }

  @Override
  public PushBuilder addHeader(String name, String value) {
    headers.add(ResponseHeaders.field(name), HeaderText.value(value));
    return this;
  }

  @Override
  public PushBuilder removeHeader(String name) {
    headers.remove(name);
    return this;
  }

  @Override
  public PushBuilder path(@Nullable String path) {
    this.path = path == null ? null : ofTarget("path", path);
    return this;
  }

  /** What could not stand in a request line, cannot in a promise: RFC 9112, 3.2; RFC 9113, 8.4. */
  private static String ofTarget(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        throw new IllegalArgumentException(
            "The " + what + " of a push must be percent-encoded: " + HeaderText.printable(text));
      }
    }
    return text;
  }

  @Override
  public void push() {
    String to = path;
    if (to == null) {
      throw new IllegalStateException("path was not called");
    }
    HeaderMap sent = ResponseHeaders.copyOf(headers);
    if (sessionId != null && sessionInCookie) {
      putSessionCookie(sent, sessionId);
    }
    // RFC 9113, 6.6: a promise belongs to a stream that is open
    if (!exchange.response().isClosed()) {
      Http2Push.send(exchange.undertow(), target(to), new HttpString(method), sent);
    }
    path = null;
    for (HttpString name : CONDITIONAL) {
      headers.remove(name);
    }
  }

  private void putSessionCookie(HeaderMap sent, String id) {
    String name = sessions().cookieName();
    StringBuilder field = new StringBuilder();
    String others = sent.getFirst(Headers.COOKIE);
    if (others != null) {
      for (String pair : others.split("; ")) {
        if (!pair.startsWith(name + '=')) {
          append(field, pair);
        }
      }
    }
    append(field, name + '=' + id);
    sent.put(Headers.COOKIE, field.toString());
  }

  /** Of the webapp that the client asked, which tracks the sessions of all that serve it. */
  private SessionSupport sessions() {
    return exchange.first().app().sessions();
  }

  private String target(String to) {
    String absolute = to.startsWith("/") ? to : request.getContextPath() + '/' + to;
    StringBuilder out =
        new StringBuilder(
            sessionId != null && !sessionInCookie
                ? sessions().withId(absolute, sessionId)
                : absolute);
    if (queryString != null) {
      out.append(absolute.indexOf('?') < 0 ? '?' : '&').append(queryString);
    }
    return out.toString();
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public @Nullable String getQueryString() {
    return queryString;
  }

  @Override
  public @Nullable String getSessionId() {
    return sessionId;
  }

  @Override
  public Set<String> getHeaderNames() {
    Set<String> names = new LinkedHashSet<>();
    for (HttpString name : headers.getHeaderNames()) {
      names.add(name.toString());
    }
    return names;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return headers.getFirst(name);
  }

  @Override
  public @Nullable String getPath() {
    return path;
  }
}
