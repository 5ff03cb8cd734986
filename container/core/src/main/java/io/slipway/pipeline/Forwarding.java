package io.slipway.pipeline;

import io.slipway.wire.Tokens;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies in front say, the nearest last. A hop is parsed only when it is asked for,
 * because those further left may have been written by the client itself.
 */
final class Forwarding {
  private interface Reading {
    Hop hop(int index) throws Malformed;
  }

  private final int hops;
  private final Reading reading;

  private Forwarding(int hops, Reading reading) {
    this.hops = hops;
    this.reading = reading;
  }

  int hops() {
    return hops;
  }

  /** What the proxy that added this hop saw. */
  Hop hop(int index) throws Malformed {
    return reading.hop(index);
  }

  /**
   * @param client null where the proxy names none or hides it ({@code unknown}, {@code _hidden})
   * @param port 0 if unknown
   */
  record Hop(
      @Nullable InetAddress client,
      int port,
      @Nullable String scheme,
      @Nullable String host,
      @Nullable String hostPort) {}

  /**
   * A field that cannot be read: the request is refused, since a guess would be somebody's address.
   */
  static final class Malformed extends Exception {
    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  private record Node(@Nullable InetAddress address, int port) {}

  private static final Node HIDDEN = new Node(null, 0);

  /** RFC 7239, 4. */
  static @Nullable Forwarding forwarded(HeaderMap headers) {
    HeaderValues lines = headers.get(Headers.FORWARDED);
    if (lines == null) {
      return null;
    }
    List<String> elements = Tokens.split(lines, ',');
    return new Forwarding(elements.size(), i -> element(elements.get(i)));
  }

  private static Hop element(String element) throws Malformed {
    Node client = HIDDEN;
    String scheme = null;
    String host = null;
    for (String pair : Tokens.split(List.of(element), ';')) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new Malformed("Forwarded: " + pair);
      }
      String value = Tokens.unquote(pair.substring(equals + 1));
      switch (pair.substring(0, equals).toLowerCase(Locale.ROOT)) {
        case "for" -> client = node(value);
        case "proto" -> scheme = scheme(value);
        case "host" -> host = host(value);
        default -> {} // "by" and extensions
      }
    }
    return new Hop(client.address, client.port, scheme, host, null);
  }

  static @Nullable Forwarding xForwarded(HeaderMap headers) {
    List<String> clients = list(headers, Headers.X_FORWARDED_FOR);
    List<String> schemes = list(headers, Headers.X_FORWARDED_PROTO);
    List<String> hosts = list(headers, Headers.X_FORWARDED_HOST);
    List<String> ports = list(headers, Headers.X_FORWARDED_PORT);
    if (clients.isEmpty() && schemes.isEmpty() && hosts.isEmpty() && ports.isEmpty()) {
      return null;
    }
    int count = Math.max(1, clients.size());
    return new Forwarding(
        count,
        i -> {
          Node client = clients.isEmpty() ? HIDDEN : node(clients.get(i));
          String scheme = at(schemes, i, count);
          String host = at(hosts, i, count);
          String port = at(ports, i, count);
          if (port != null && !isPort(port)) {
            throw new Malformed("X-Forwarded-Port: " + port);
          }
          return new Hop(
              client.address,
              client.port,
              scheme == null ? null : scheme(scheme),
              host == null ? null : host(host),
              port);
        });
  }

  private static List<String> list(HeaderMap headers, HttpString name) {
    HeaderValues lines = headers.get(name);
    return lines == null ? List.of() : Tokens.split(lines, ',');
  }

  /**
   * A list as long as that of the clients was written along with it; of another the nearest proxy's
   * word counts.
   */
  private static @Nullable String at(List<String> values, int hop, int hops) {
    if (values.isEmpty()) {
      return null;
    }
    return values.get(values.size() == hops ? hop : values.size() - 1);
  }

  /** RFC 7239, 6: an address with or without port, {@code unknown}, or an obfuscated name. */
  private static Node node(String text) throws Malformed {
    if (text.equalsIgnoreCase("unknown") || text.startsWith("_")) {
      return HIDDEN;
    }
    String address = text;
    String port = null;
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ':')) {
        throw new Malformed(text);
      }
      address = text.substring(1, end);
      port = end + 1 < text.length() ? text.substring(end + 2) : null;
    } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
      address = text.substring(0, text.indexOf(':'));
      port = text.substring(text.indexOf(':') + 1);
    }
    InetAddress parsed = AddressBlocks.parse(address);
    boolean hiddenPort = port != null && port.startsWith("_");
    if (parsed == null || (port != null && !hiddenPort && !isPort(port))) {
      throw new Malformed(text);
    }
    return new Node(parsed, port == null || hiddenPort ? 0 : Integer.parseInt(port));
  }

  private static boolean isPort(String text) {
    return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535;
  }

  private static String scheme(String text) throws Malformed {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default -> throw new Malformed("scheme " + text);
    };
  }

  /** RFC 3986, 3.2.2, without user information. */
  private static String host(String text) throws Malformed {
    if (!text.matches("(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9._~%!$&'()*+=-]{1,255})(:\\d{1,5})?")) {
      throw new Malformed("host " + text);
    }
    return text;
  }
}
