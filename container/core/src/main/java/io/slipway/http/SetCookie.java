package io.slipway.http;

import io.slipway.wire.HttpDates;
import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Writes {@code Set-Cookie} fields by the grammar for servers: RFC 6265, 4.1. Whatever could be
 * read as another attribute or another field is refused.
 */
final class SetCookie {
  /** Not the epoch itself: there are clients that read 0 as no date. */
  private static final String LONG_AGO = "Thu, 01 Jan 1970 00:00:10 GMT";

  private SetCookie() {}

  /**
   * The field's value.
   *
   * @throws IllegalArgumentException if name, value or an attribute holds what must not be in it
   */
  static String format(Cookie cookie) {
    StringBuilder out = new StringBuilder(64);
    String name = cookie.getName();
    if (!HeaderText.isToken(name)) {
      throw new IllegalArgumentException(
          "A cookie's name must be a token: " + HeaderText.printable(name));
    }
    out.append(name).append('=');
    appendValue(out, cookie);
    for (Map.Entry<String, String> attribute : cookie.getAttributes().entrySet()) {
      appendAttribute(out, cookie, attribute.getKey(), attribute.getValue());
    }
    return out.toString();
  }

  /**
   * Whether two fields set the same cookie: name, path and domain are the same: RFC 6265, 5.3, 11.
   */
  static boolean sameCookie(String one, String other) {
    int equals = one.indexOf('=');
    return equals > 0
        && one.regionMatches(0, other, 0, equals + 1)
        && attribute(one, "path").equals(attribute(other, "path"))
        && attribute(one, "domain").equalsIgnoreCase(attribute(other, "domain"));
  }

  private static String attribute(String field, String name) {
    for (int at = field.indexOf(';'); at >= 0; at = field.indexOf(';', at + 1)) {
      int start = at + 1;
      while (start < field.length() && field.charAt(start) == ' ') {
        start++;
      }
      int equals = start + name.length();
      if (field.regionMatches(true, start, name, 0, name.length())
          && equals < field.length()
          && field.charAt(equals) == '=') {
        int end = field.indexOf(';', equals);
        return field.substring(equals + 1, end < 0 ? field.length() : end).trim();
      }
    }
    return "";
  }

  private static void appendValue(StringBuilder out, Cookie cookie) {
    String value = cookie.getValue();
    if (value == null) {
      return;
    }
    int from = 0;
    int to = value.length();
    if (to > 1 && value.charAt(0) == '"' && value.charAt(to - 1) == '"') {
      from++;
      to--;
    }
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c == ',' || c == ';' || c == '\\' || c == 0x7f) {
        throw new IllegalArgumentException(
            "The value of cookie "
                + cookie.getName()
                + " holds a character (U+"
                + Integer.toHexString(c)
                + ") that RFC 6265 does not allow: encode it, for instance with URLEncoder");
      }
      ascii &= c < 0x80;
    }
    out.append(
        ascii
            ? value
            : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }

  private static void appendAttribute(StringBuilder out, Cookie cookie, String name, String value) {
    if (!HeaderText.isToken(name)) {
      throw new IllegalArgumentException(
          "An attribute's name must be a token: " + HeaderText.printable(name));
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > 0x7e || c == ';') {
        throw new IllegalArgumentException(
            "The attribute "
                + name
                + " of cookie "
                + cookie.getName()
                + " holds a character (U+"
                + Integer.toHexString(c)
                + ") that RFC 6265 does not allow");
      }
    }
    switch (name.toLowerCase(Locale.ROOT)) {
      case "max-age" -> appendAge(out, cookie);
      case "domain", "path" -> {
        // without a value they are not in the grammar: a client takes that as it likes
        if (!value.isEmpty()) {
          out.append("; ").append(name).append('=').append(value);
        }
      }
      case "secure", "httponly", "partitioned" -> {
        if (!value.equalsIgnoreCase("false")) {
          out.append("; ").append(name);
        }
      }
      default -> {
        out.append("; ").append(name);
        if (!value.isEmpty()) {
          out.append('=').append(value);
        }
      }
    }
  }

  /**
   * Max-Age must not be 0 in what a server sends (4.1.1: non-zero digit first): a date in the past
   * says it.
   */
  private static void appendAge(StringBuilder out, Cookie cookie) {
    int age = cookie.getMaxAge();
    if (age < 0) {
      return;
    }
    if (age > 0) {
      out.append("; Max-Age=").append(age);
    }
    if (cookie.getAttribute("Expires") == null) {
      out.append("; Expires=")
          .append(age == 0 ? LONG_AGO : HttpDates.format(System.currentTimeMillis() + age * 1000L));
    }
  }
}
