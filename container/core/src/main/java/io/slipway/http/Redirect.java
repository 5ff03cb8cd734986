package io.slipway.http;

import io.slipway.wire.ErrorText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/**
 * Locations of redirects: Servlet 6.1, 5.5 and the Javadoc of {@code sendRedirect}; RFC 3986, 5.2.
 */
final class Redirect {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Redirect() {}

  /**
   * The absolute URL. One without a slash in front is relative to the URI that the client has sent,
   * as it would be to the client, also during a forward.
   *
   * @throws IllegalArgumentException if there is none
   */
  static String absolute(ServerRequest request, String location) {
    if (location == null) {
      throw new IllegalArgumentException("A redirect needs a location");
    }
    String text = encoded(location);
    if (hasScheme(text)) {
      return text;
    }
    if (text.startsWith("//")) {
      return request.getScheme() + ':' + text;
    }
    String path =
        text.startsWith("/") ? text : relative(request.exchange().first().requestUri(), text);
    int end = endOfPath(path);
    return ServerAddress.of(request.undertow())
        .url(request.getScheme(), withoutDots(path.substring(0, end)) + path.substring(end))
        .toString();
  }

  private static String relative(String base, String text) {
    if (text.isEmpty()) {
      return base;
    }
    return switch (text.charAt(0)) {
      case '?', '#' -> base + text;
      default -> base.substring(0, base.lastIndexOf('/') + 1) + text;
    };
  }

  private static int endOfPath(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '?' || c == '#') {
        return i;
      }
    }
    return text.length();
  }

  private static boolean hasScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') {
        return i > 0;
      }
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
        return false;
      }
    }
    return false;
  }

  /** RFC 3986, 5.2.4. */
  private static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    Deque<String> out = new ArrayDeque<>();
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      String segment = segments[i];
      boolean last = i == segments.length - 1;
      if (segment.equals("..")) {
        if (out.pollLast() == null) {
          throw new IllegalArgumentException(
              "A redirect leads above the root: " + HeaderText.printable(path));
        }
      } else if (!segment.equals(".")) {
        out.addLast(segment);
        continue;
      }
      if (last) {
        out.addLast("");
      }
    }
    return '/' + String.join("/", out);
  }

  /**
   * What may not stand in a URL percent-encoded; percent signs stay, for most locations are encoded
   * already.
   */
  private static String encoded(String location) {
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>') {
        return encodeAll(location);
      }
    }
    return location;
  }

  private static String encodeAll(String location) {
    StringBuilder out = new StringBuilder(location.length() + 32);
    for (byte b : location.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException(
            "A redirect's location must not contain line breaks or NUL");
      }
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>') {
        HEX.toHexDigits(out.append('%'), b);
      } else {
        out.append((char) c);
      }
    }
    return out.toString();
  }

  /** The short hypertext note of RFC 9110, 15.4. */
  static byte[] note(String target) {
    String escaped = ErrorText.escapeHtml(target);
    return ("<!doctype html><title>Redirect</title><p>See <a href=\""
            + escaped
            + "\">"
            + escaped
            + "</a>\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
