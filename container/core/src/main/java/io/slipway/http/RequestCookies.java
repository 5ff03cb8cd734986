package io.slipway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.Cookie;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Cookie} field: RFC 6265, 4.2.1 and 5.4. Tolerant of what browsers send, and a pair
 * that cannot be a cookie costs only itself.
 */
final class RequestCookies {
  private static final Cookie[] NONE = {};

  private RequestCookies() {}

  /** Null where there are none, as {@code HttpServletRequest.getCookies} has it. */
  static Cookie @Nullable [] of(@Nullable List<String> fields) {
    if (fields == null) {
      return null;
    }
    List<Cookie> cookies = new ArrayList<>(4);
    for (String field : fields) {
      parse(field, cookies);
    }
    return cookies.isEmpty() ? null : cookies.toArray(NONE);
  }

  static Cookie[] copy(Cookie[] cookies) {
    Cookie[] copy = new Cookie[cookies.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (Cookie) cookies[i].clone();
    }
    return copy;
  }

  /**
   * Adds the cookies of one field. Pairs are parted by semicolons alone; a quoted value keeps its
   * quotes, since they are part of the value (6.1 Javadoc of {@code Cookie}); everything up to the
   * first {@code =} is the name.
   */
  static void parse(String field, List<Cookie> to) {
    int length = field.length();
    int at = 0;
    while (at < length) {
      int end = field.indexOf(';', at);
      if (end < 0) {
        end = length;
      }
      add(field, at, end, to);
      at = end + 1;
    }
  }

  private static void add(String field, int from, int end, List<Cookie> to) {
    int equals = field.indexOf('=', from);
    if (equals < 0 || equals >= end) {
      // A pair without "=" is a value without a name to browsers: nobody could ask for it
      return;
    }
    int start = skip(field, from, equals);
    int nameEnd = trim(field, start, equals);
    int valueStart = skip(field, equals + 1, end);
    int valueEnd = trim(field, valueStart, end);
    if (!HeaderText.isToken(field, start, nameEnd) || !isValue(field, valueStart, valueEnd)) {
      return;
    }
    to.add(new Cookie(field.substring(start, nameEnd), value(field, valueStart, valueEnd)));
  }

  /**
   * Eight-bit values are UTF-8, as {@link SetCookie} and browsers send them; what cannot be UTF-8
   * is kept byte by byte.
   */
  private static String value(String field, int from, int end) {
    String value = field.substring(from, end);
    boolean ascii = true;
    for (int i = 0; i < value.length(); i++) {
      ascii &= value.charAt(i) < 0x80;
    }
    if (ascii) {
      return value;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(value.getBytes(ISO_8859_1))).toString();
    } catch (CharacterCodingException e) {
      return value;
    }
  }

  private static int skip(String text, int from, int end) {
    int at = from;
    while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static int trim(String text, int from, int end) {
    int at = end;
    while (at > from && (text.charAt(at - 1) == ' ' || text.charAt(at - 1) == '\t')) {
      at--;
    }
    return at;
  }

  /** Anything but controls. */
  private static boolean isValue(String text, int from, int end) {
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
