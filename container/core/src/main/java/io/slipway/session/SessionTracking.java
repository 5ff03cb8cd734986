package io.slipway.session;

import io.slipway.http.ServerRequest;
import io.slipway.http.ServerResponse;
import io.slipway.http.SessionSupport.RequestedId;
import io.slipway.http.SessionSupport.Source;
import io.slipway.model.RequestTarget;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSession;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** How the clients of one webapp name their sessions: Servlet 6.1, 7.1. */
final class SessionTracking {
  private final String contextPath;
  private final CookieConfig cookies;
  private volatile Set<SessionTrackingMode> modes = Set.of();

  SessionTracking(String contextPath, CookieConfig cookies) {
    this.contextPath = contextPath;
    this.cookies = cookies;
  }

  /** Before the first request. */
  void modes(Set<SessionTrackingMode> effective) {
    modes = Set.copyOf(effective);
  }

  String cookieName() {
    return cookies.cookieName();
  }

  boolean byCookie() {
    return modes.contains(SessionTrackingMode.COOKIE);
  }

  /** The id of the TLS session is that of the session then, and no other can be given. */
  boolean byTls() {
    return modes.contains(SessionTrackingMode.SSL);
  }

  /** That of the request's TLS session; null where there is none. */
  static @Nullable String tlsId(ServerRequest request) {
    SSLSession session = request.exchange().undertow().getConnection().getSslSession();
    byte[] id = session == null ? null : session.getId();
    return id == null || id.length == 0 ? null : HexFormat.of().formatHex(id);
  }

  /**
   * The id that a request carries, valid or not; a cookie counts before the URL.
   *
   * @param live whether an id is that of a session
   */
  @Nullable RequestedId requested(ServerRequest request, Predicate<String> live) {
    Set<SessionTrackingMode> tracked = modes;
    if (tracked.contains(SessionTrackingMode.SSL)) {
      String id = tlsId(request);
      return id == null ? null : new RequestedId(id, Source.SSL);
    }
    if (tracked.contains(SessionTrackingMode.COOKIE)) {
      RequestedId id = fromCookie(request, live);
      if (id != null) {
        return id;
      }
    }
    if (tracked.contains(SessionTrackingMode.URL)) {
      String id = SessionUrls.idOf(request.target().raw());
      return id == null ? null : new RequestedId(id, Source.URL);
    }
    return null;
  }

  /**
   * Of several cookies of the name, as a parent path's beside ours, the first that names a session,
   * else the first.
   */
  private @Nullable RequestedId fromCookie(ServerRequest request, Predicate<String> live) {
    Cookie[] sent = request.getCookies();
    if (sent == null) {
      return null;
    }
    String name = cookieName();
    String first = null;
    for (Cookie cookie : sent) {
      if (cookie.getName().equals(name)) {
        if (live.test(cookie.getValue())) {
          return new RequestedId(cookie.getValue(), Source.COOKIE);
        }
        first = first == null ? cookie.getValue() : first;
      }
    }
    return first == null ? null : new RequestedId(first, Source.COOKIE);
  }

  /**
   * Offers the ids that a request carries, one after the other, until one is taken. For those that
   * become no servlet's: nothing is parsed that is not asked for.
   *
   * @return whether one was
   */
  boolean offer(HttpServerExchange exchange, RequestTarget target, Predicate<String> taker) {
    HeaderValues lines = exchange.getRequestHeaders().get(Headers.COOKIE);
    if (lines != null && byCookie()) {
      for (int i = 0; i < lines.size(); i++) {
        if (offerCookies(lines.get(i), taker)) {
          return true;
        }
      }
    }
    String id = modes.contains(SessionTrackingMode.URL) ? SessionUrls.idOf(target.raw()) : null;
    return id != null && taker.test(id);
  }

  private boolean offerCookies(String line, Predicate<String> taker) {
    String name = cookieName();
    for (int at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1)) {
      int value = at + name.length() + 1;
      if ((at == 0 || "; ".indexOf(line.charAt(at - 1)) >= 0) && line.startsWith("=", value - 1)) {
        int end = line.indexOf(';', value);
        if (taker.test(line.substring(value, end < 0 ? line.length() : end).trim())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Tells the client the id, if that is done by a cookie. */
  void tell(ServerRequest request, ServerResponse response, String id) {
    if (byCookie()) {
      response.addSessionCookie(cookies.cookie(id, contextPath, request.isSecure()));
    }
  }

  /** The URL with the id of the request's session where the client needs it, else as it is. */
  String encode(ServerRequest request, String url) {
    if (!modes.contains(SessionTrackingMode.URL) || request.isRequestedSessionIdFromCookie()) {
      return url;
    }
    HttpSession session = request.getSession(false);
    if (session == null || !SessionUrls.isOurs(request, contextPath, url)) {
      return url;
    }
    return SessionUrls.withId(url, session.getId());
  }
}
