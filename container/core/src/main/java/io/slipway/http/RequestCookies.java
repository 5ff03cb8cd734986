package io.slipway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.Cookie;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Cookie} field: RFC 6265, 4.2.1 and 5.4. Tolerant of what browsers send, and a pair
 * that cannot be a cookie costs only itself.
 */
public final class RequestCookies {
  private static final Cookie[] NONE = {};

  private RequestCookies() {}

  /** What is done with a pair: where its name and its value are in the field. */
  private interface Pairs {
    /** Whether the pairs behind it are not looked at any more. */
    boolean take(String field, int name, int nameEnd, int value, int valueEnd);
  }

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
   * Offers the values of the cookies of one name, one after the other, until one is taken. Makes no
   * cookies of them.
   *
   * @return whether one was
   */
  public static boolean offer(
      @Nullable List<String> fields, String cookie, Predicate<String> taker) {
    if (fields == null) {
      return false;
    }
    Pairs ofThatName =
        (field, name, nameEnd, value, valueEnd) ->
            nameEnd - name == cookie.length()
                && field.startsWith(cookie, name)
                && isValue(field, value, valueEnd)
                && taker.test(value(field, value, valueEnd));
    for (String field : fields) {
      if (each(field, ofThatName)) {
        return true;
      }
    }
    return false;
  }

  /** Adds the cookies of one field. */
  static void parse(String field, List<Cookie> to) {
    each(
        field,
        (text, name, nameEnd, value, valueEnd) -> {
          if (HeaderText.isToken(text, name, nameEnd) && isValue(text, value, valueEnd)) {
            to.add(new Cookie(text.substring(name, nameEnd), value(text, value, valueEnd)));
          }
          return false;
        });
  }

  /**
   * Pairs are parted by semicolons alone; a quoted value keeps its quotes, since they are part of
   * the value (6.1 Javadoc of {@code Cookie}); everything up to the first {@code =} is the name. A
   * pair without it is a value without a name to browsers: nobody could ask for it.
   */
  private static boolean each(String field, Pairs pairs) {
    int length = field.length();
    int end;
    for (int at = 0; at < length; at = end + 1) {
      end = field.indexOf(';', at);
      if (end < 0) {
        end = length;
      }
      int equals = field.indexOf('=', at);
      if (equals < 0 || equals >= end) {
        continue;
      }
      int name = skip(field, at, equals);
      int value = skip(field, equals + 1, end);
      if (pairs.take(field, name, trim(field, name, equals), value, trim(field, value, end))) {
        return true;
      }
    }
    return false;
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
