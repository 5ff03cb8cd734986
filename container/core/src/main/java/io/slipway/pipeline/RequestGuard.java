package io.slipway.pipeline;

import io.slipway.wire.FieldText;
import io.slipway.wire.Http2;
import io.slipway.wire.RawBytes;
import io.slipway.wire.Refusal;
import io.slipway.wire.Tokens;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that another server could read differently (RFC 9112, 11.2; RFC 9113, 8.2 and
 * 10.3) and that Undertow lets pass. Cannot be turned off. Looks at a handful of fields, and
 * allocates nothing but for a Cookie in pieces.
 */
final class RequestGuard extends Stage {
  private static final Set<HttpString> METHODS =
      Set.of(
          Methods.GET,
          Methods.HEAD,
          Methods.POST,
          Methods.PUT,
          Methods.DELETE,
          Methods.CONNECT,
          Methods.OPTIONS,
          Methods.TRACE,
          Methods.PATCH,
          Methods.PRI);

  private final Refusal refusal;

  RequestGuard(Refusal refusal, HttpHandler next) {
    super(next);
    this.refusal = refusal;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap fields = exchange.getRequestHeaders();
    String wrong;
    if (exchange.getConnection() instanceof HttpServerConnection connection) {
      RawBytes raw = RawBytes.of(connection);
      wrong = raw == null ? null : raw.accept(exchange, connection);
      HttpString protocol = exchange.getProtocol();
      if (raw != null && raw.isOfOtherVersion()
          || protocol != Protocols.HTTP_1_1 && protocol != Protocols.HTTP_1_0) {
        exchange.setProtocol(Protocols.HTTP_1_1);
        refusal.answer(
            exchange, StatusCodes.HTTP_VERSION_NOT_SUPPORTED, "its version is not 1.1 or 1.0");
        return;
      }
      if (wrong == null) {
        wrong = http1(exchange, connection, fields);
      }
    } else if (fields.contains(Http2Channel.METHOD)) {
      // A pushed request: the container's own. Of a client's, Undertow takes the pseudo-header
      // fields away.
      proceed(exchange);
      return;
    } else {
      wrong = http2(exchange, fields);
    }
    if (wrong == null) {
      wrong = length(exchange, fields);
    }
    if (wrong == null) {
      wrong = host(exchange, fields.get(Headers.HOST));
    }
    if (wrong != null) {
      refusal.answer(exchange, StatusCodes.BAD_REQUEST, wrong);
    } else if (exchange.getRequestMethod().equals(Methods.CONNECT)) {
      // one with a path; what follows an answer of 2xx belongs to the tunnel: RFC 9110, 9.3.6
      refusal.answer(exchange, StatusCodes.NOT_IMPLEMENTED, "its method is CONNECT");
    } else if (isInOtherCase(exchange.getRequestMethod())) {
      refusal.answer(
          exchange, StatusCodes.NOT_IMPLEMENTED, "its method has small letters: RFC 9110, 9.1");
    } else if (expectsMore(exchange, fields.get(Headers.EXPECT))) {
      refusal.answer(exchange, StatusCodes.EXPECTATION_FAILED, "it expects more than 100-continue");
    } else {
      proceed(exchange);
    }
  }

  private @Nullable String http1(
      HttpServerExchange exchange, HttpServerConnection connection, HeaderMap fields) {
    HeaderValues codings = fields.get(Headers.TRANSFER_ENCODING);
    if (codings != null) {
      if (exchange.getProtocol() != Protocols.HTTP_1_1) {
        return "HTTP/1.0 has no Transfer-Encoding";
      }
      if (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
        return "its Transfer-Encoding is not chunked";
      }
      if (!exchange.isRequestComplete()) {
        ChunkedBody.install(exchange, connection, refusal);
      }
    }
    HeaderValues options = fields.get(Headers.CONNECTION);
    if (options != null) {
      if (exchange.getProtocol() == Protocols.HTTP_1_0) {
        exchange.addResponseCommitListener(RequestGuard::keepAlive);
      }
      if (Tokens.contains(options, "close")) {
        // Undertow understands it only where it stands alone
        exchange.setPersistent(false);
      }
    }
    return null;
  }

  /** A client of HTTP/1.0 closes the connection unless it is told: RFC 9112, 9.3 and C.2.2. */
  private static void keepAlive(HttpServerExchange exchange) {
    HeaderMap fields = exchange.getResponseHeaders();
    if (exchange.isPersistent() && !fields.contains(Headers.CONNECTION)) {
      fields.put(Headers.CONNECTION, Headers.KEEP_ALIVE.toString());
    }
  }

  private static @Nullable String http2(HttpServerExchange exchange, HeaderMap fields) {
    if (!exchange.getRequestURI().startsWith("/") && !exchange.getRequestURI().equals("*")) {
      return "its :path is not a path: RFC 9113, 8.3.1";
    }
    if (exchange.getRequestMethod().length() == 0 || exchange.getRequestScheme().isEmpty()) {
      return "its :method or :scheme is empty: RFC 9113, 8.3.1";
    }
    // what a client says of it makes no connection secure; a trusted proxy says X-Forwarded-Proto
    exchange.setRequestScheme(
        exchange.getConnection().getTransportProtocol().equals("h2") ? "https" : "http");
    HeaderValues cookies = fields.get(Headers.COOKIE);
    if (cookies != null && cookies.size() > 1) {
      // RFC 9113, 8.2.3: clients may split it, and applications know one
      fields.put(Headers.COOKIE, String.join("; ", cookies));
    }
    for (long at = fields.fastIterateNonEmpty(); at != -1; at = fields.fiNextNonEmpty(at)) {
      HeaderValues values = fields.fiCurrent(at);
      HttpString name = values.getHeaderName();
      if (FieldText.isOfConnection(name)) {
        return "it has a field of HTTP/1.1 connections: RFC 9113, 8.2.2";
      }
      for (int i = 0; i < name.length(); i++) {
        if (!FieldText.isToken(name.byteAt(i) & 0xff)) {
          return "the name of a field is not a token: RFC 9113, 8.2.1";
        }
      }
      for (int i = 0; i < values.size(); i++) {
        if (!FieldText.isWhole(values.get(i))) {
          return "the field "
              + name
              + " has a control character, or whitespace around its value: RFC 9113, 8.2.1";
        }
      }
    }
    return null;
  }

  private static @Nullable String length(HttpServerExchange exchange, HeaderMap fields) {
    HeaderValues lengths = fields.get(Headers.CONTENT_LENGTH);
    if (lengths != null
        && (lengths.size() != 1
            || lengths.getFirst().length() > 18
            || !FieldText.isDigits(lengths.getFirst()))) {
      return "its Content-Length is not one number";
    }
    if (lengths != null
        && Http2.is(exchange)
        && exchange.isRequestComplete()
        && Long.parseLong(lengths.getFirst()) != 0) {
      return "its Content-Length is not that of its body: RFC 9113, 8.1.1";
    }
    return null;
  }

  private static @Nullable String host(HttpServerExchange exchange, @Nullable HeaderValues hosts) {
    if (hosts == null) {
      if (exchange.getProtocol() != Protocols.HTTP_1_0) {
        return "it has no Host";
      }
      return exchange.isHostIncludedInRequestURI() ? hostOfTarget(exchange) : null;
    }
    String host = hosts.getFirst();
    if (hosts.size() != 1 || !isAuthority(host)) {
      return "its Host is not one name and port";
    }
    if (exchange.isHostIncludedInRequestURI()) {
      String uri = exchange.getRequestURI();
      int authority = uri.indexOf("//") + 2;
      int end = authority + host.length();
      if (!uri.regionMatches(true, authority, host, 0, host.length())
          || uri.length() > end && "/?".indexOf(uri.charAt(end)) < 0) {
        return "its target and its Host name different servers";
      }
    }
    return null;
  }

  /** For a client of HTTP/1.0 that names the host in its target alone: RFC 9112, 3.2.2. */
  private static @Nullable String hostOfTarget(HttpServerExchange exchange) {
    String uri = exchange.getRequestURI();
    int begin = uri.indexOf("//") + 2;
    int end = begin;
    while (end < uri.length() && "/?".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    String host = uri.substring(begin, end);
    if (!isAuthority(host)) {
      return "the host of its target is not one name and port";
    }
    exchange.getRequestHeaders().put(Headers.HOST, host);
    return null;
  }

  /** To Undertow {@code head} is HEAD, which it is to nobody else. */
  private static boolean isInOtherCase(HttpString method) {
    for (int i = 0; i < method.length(); i++) {
      if (method.byteAt(i) >= 'a' && method.byteAt(i) <= 'z') {
        return METHODS.contains(method);
      }
    }
    return false;
  }

  /** RFC 9110, 10.1.1: HTTP/1.0 has no expectations. */
  private static boolean expectsMore(HttpServerExchange exchange, @Nullable HeaderValues expect) {
    return expect != null
        && exchange.getProtocol() != Protocols.HTTP_1_0
        && !(expect.size() == 1 && expect.getFirst().equalsIgnoreCase("100-continue"));
  }

  /**
   * Name or literal address, and a port if there is a colon: RFC 9110, 4.2. User information has no
   * place in it.
   */
  private static boolean isAuthority(String host) {
    int bracket = host.startsWith("[") ? host.indexOf(']') : 0;
    int colon = bracket < 0 ? -1 : host.indexOf(':', bracket);
    int nameEnd = colon < 0 ? host.length() : colon;
    if (nameEnd == 0 || bracket < 0 || bracket > 0 && nameEnd != bracket + 1) {
      return false;
    }
    for (int i = 0; i < nameEnd; i++) {
      char c = host.charAt(i);
      if (c <= ' '
          || c > '~'
          || "\"#/<>?@\\^`{|}".indexOf(c) >= 0
          || bracket == 0 && (c == '[' || c == ']')) {
        return false;
      }
    }
    int digits = 0;
    int port = 0;
    for (int i = nameEnd + 1; i < host.length(); i++, digits++) {
      if (host.charAt(i) < '0' || host.charAt(i) > '9' || digits == 5) {
        return false;
      }
      port = port * 10 + host.charAt(i) - '0';
    }
    return port <= 0xffff && (colon < 0 || digits > 0);
  }
}
