package io.slipway.http;

import io.slipway.spi.Identity;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.http.Cookie;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is one and the same for a request, however many dispatches it goes through. */
final class RequestState {
  private final HttpServerExchange undertow;
  final RequestAttributes attributes;
  final RequestBody body;
  private Cookie @Nullable [] cookies;
  private boolean cookiesRead;
  private @Nullable List<Locale> locales;
  private @Nullable RequestSessions sessions;
  private @Nullable ServletConnection connection;
  private @Nullable Identity identity;
  private @Nullable String authType;

  RequestState(ServletExchange exchange) {
    this.undertow = exchange.undertow();
    this.attributes = new RequestAttributes(undertow);
    this.body = new RequestBody(exchange);
  }

  Cookie @Nullable [] cookies() {
    if (!cookiesRead) {
      cookies = RequestCookies.of(undertow.getRequestHeaders().get(Headers.COOKIE));
      cookiesRead = true;
    }
    return cookies == null ? null : RequestCookies.copy(cookies);
  }

  List<Locale> locales() {
    List<Locale> known = locales;
    if (known == null) {
      known = Languages.parse(undertow.getRequestHeaders().get(Headers.ACCEPT_LANGUAGE));
      locales = known;
    }
    return known;
  }

  RequestSessions sessions() {
    RequestSessions known = sessions;
    if (known == null) {
      known = new RequestSessions();
      sessions = known;
    }
    return known;
  }

  ServletConnection connection() {
    ServletConnection known = connection;
    if (known == null) {
      known = ConnectionView.of(undertow);
      connection = known;
    }
    return known;
  }

  @Nullable Identity identity() {
    return identity;
  }

  @Nullable String authType() {
    return authType;
  }

  void authenticated(@Nullable Identity as, @Nullable String by) {
    identity = as;
    authType = by;
  }

  void end() {
    body.end();
    if (sessions != null) {
      sessions.end();
    }
  }
}
