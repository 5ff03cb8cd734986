package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Host and port that the client addressed: the {@code Host} field, else where the connection
 * arrived.
 *
 * @param host IPv6 addresses in brackets
 * @param given the port as written, -1 if there is none
 */
record ServerAddress(String host, int given) {
  static ServerAddress of(HttpServerExchange exchange) {
    ServerAddress named = parse(exchange.getRequestHeaders().getFirst(Headers.HOST));
    if (named != null) {
      return named;
    }
    String address = PeerAddress.address(exchange.getDestinationAddress());
    return new ServerAddress(
        address.indexOf(':') >= 0 ? '[' + address + ']' : address,
        exchange.getDestinationAddress().getPort());
  }

  /** Null if it is empty or no {@code host[:port]}: RFC 9110, 7.2. */
  static @Nullable ServerAddress parse(@Nullable String field) {
    String text = field == null ? "" : field.trim();
    if (text.isEmpty()) {
      return null;
    }
    int end =
        text.startsWith("[")
            ? text.indexOf(']') + 1
            : text.indexOf(':') < 0 ? text.length() : text.indexOf(':');
    if (end == 0 || (end < text.length() && text.charAt(end) != ':')) {
      return null;
    }
    String host = text.substring(0, end);
    if (end + 1 >= text.length()) {
      return new ServerAddress(host, -1);
    }
    int port = 0;
    for (int i = end + 1; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || (port = port * 10 + digit) > 65_535) {
        return new ServerAddress(host, -1);
      }
    }
    return new ServerAddress(host, port);
  }

  int port(String scheme) {
    return given >= 0 ? given : standardPort(scheme);
  }

  private static int standardPort(String scheme) {
    return scheme.equals("https") || scheme.equals("wss") ? 443 : 80;
  }

  /** {@code getRequestURL}: the port only where it is not that of the scheme. */
  StringBuffer url(String scheme, String uri) {
    StringBuffer url = new StringBuffer(scheme.length() + host.length() + uri.length() + 9);
    url.append(scheme).append("://").append(host);
    if (given >= 0 && given != standardPort(scheme)) {
      url.append(':').append(given);
    }
    return url.append(uri);
  }
}
