package io.slipway.session;

import io.slipway.http.RequestCookies;
import io.slipway.http.ServerRequest;
import io.slipway.http.ServerResponse;
import io.slipway.http.SessionSupport.RequestedId;
import io.slipway.http.SessionSupport.Source;
import io.slipway.model.RequestTarget;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import jakarta.servlet.SessionTrackingMode;
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
  static @Nullable String tlsId(HttpServerExchange exchange) {
    SSLSession session = exchange.getConnection().getSslSession();
    byte[] id = session == null ? null : session.getId();
    return id == null || id.length == 0 ? null : HexFormat.of().formatHex(id);
  }

  /**
   * The id that a request carries, valid or not; a cookie counts before the URL. Of several cookies
   * of the name, as a parent path's beside ours, the first that names a session, else the first.
   *
   * @param live whether an id is that of a session
   */
  @Nullable RequestedId requested(
      HttpServerExchange exchange, RequestTarget target, Predicate<String> live) {
    Set<SessionTrackingMode> tracked = modes;
    if (tracked.contains(SessionTrackingMode.SSL)) {
      return requested(tlsId(exchange), Source.SSL);
    }
    HeaderValues cookieFields =
        tracked.contains(SessionTrackingMode.COOKIE)
            ? exchange.getRequestHeaders().get(Headers.COOKIE)
            : null;
    if (cookieFields != null) {
      Choice choice = new Choice(live);
      RequestCookies.offer(cookieFields, cookieName(), choice);
      if (choice.made != null) {
        return new RequestedId(choice.made, Source.COOKIE);
      }
    }
    return tracked.contains(SessionTrackingMode.URL)
        ? requested(SessionUrls.idOf(target.raw()), Source.URL)
        : null;
  }

  private static @Nullable RequestedId requested(@Nullable String id, Source source) {
    return id == null ? null : new RequestedId(id, source);
  }

  /** Takes the first id that is live; without one it keeps the first of all. */
  private static final class Choice implements Predicate<String> {
    private final Predicate<String> live;
    private @Nullable String made;

    Choice(Predicate<String> live) {
      this.live = live;
    }

    @Override
    public boolean test(String id) {
      boolean taken = live.test(id);
      made = taken || made == null ? id : made;
      return taken;
    }
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
