package io.slipway.http;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/**
 * Values with parameters: {@code text/plain; charset="utf-8"}, {@code form-data; name=a} (RFC 9110,
 * 5.6.6; RFC 8187).
 */
final class HeaderParameters {
  private HeaderParameters() {}

  /** Whether the value before all parameters is this one, in any case. */
  static boolean is(@Nullable String field, String value) {
    if (field == null) {
      return false;
    }
    int end = field.indexOf(';') < 0 ? field.length() : field.indexOf(';');
    int start = 0;
    while (start < end && field.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && field.charAt(end - 1) <= ' ') {
      end--;
    }
    return end - start == value.length()
        && field.regionMatches(true, start, value, 0, value.length());
  }

  /** The first parameter of this name, without quotes; null if there is none. */
  static @Nullable String get(@Nullable String field, String name) {
    if (field == null) {
      return null;
    }
    int at = field.indexOf(';');
    while (at >= 0) {
      int start = skip(field, at + 1);
      int equals = start;
      while (equals < field.length()
          && field.charAt(equals) != '='
          && field.charAt(equals) != ';') {
        equals++;
      }
      if (equals < field.length() && field.charAt(equals) == '=') {
        int value = skip(field, equals + 1);
        int end = end(field, value);
        if (field.substring(start, equals).trim().equalsIgnoreCase(name)) {
          return value(field, value, end);
        }
        at = field.indexOf(';', end);
      } else {
        at = equals < field.length() ? equals : -1;
      }
    }
    return null;
  }

  private static int skip(String field, int from) {
    int at = from;
    while (at < field.length() && (field.charAt(at) == ' ' || field.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static int end(String field, int value) {
    if (value < field.length() && field.charAt(value) == '"') {
      int at = value + 1;
      while (at < field.length() && field.charAt(at) != '"') {
        at += isEscape(field, at) ? 2 : 1;
      }
      return Math.min(at + 1, field.length());
    }
    int semicolon = field.indexOf(';', value);
    return semicolon < 0 ? field.length() : semicolon;
  }

  /** Only these two: a lone backslash stands in file names that some send with their path. */
  private static boolean isEscape(String field, int at) {
    return field.charAt(at) == '\\'
        && at + 1 < field.length()
        && (field.charAt(at + 1) == '"' || field.charAt(at + 1) == '\\');
  }

  private static String value(String field, int start, int end) {
    if (start >= end || field.charAt(start) != '"') {
      return field.substring(start, end).trim();
    }
    int last = end - start > 1 && field.charAt(end - 1) == '"' ? end - 1 : end;
    StringBuilder value = new StringBuilder(last - start);
    for (int at = start + 1; at < last; at++) {
      if (isEscape(field, at) && at + 1 < last) {
        at++;
      }
      value.append(field.charAt(at));
    }
    return value.toString();
  }

  /**
   * As {@link #get}, but {@code name*=charset'language'encoded} (RFC 8187) counts before {@code
   * name} where it is well formed.
   */
  static @Nullable String getExtended(String field, String name) {
    String extended = get(field, name + '*');
    String decoded = extended == null ? null : extended(extended);
    return decoded == null ? get(field, name) : decoded;
  }

  private static @Nullable String extended(String text) {
    int charsetEnd = text.indexOf('\'');
    int languageEnd = charsetEnd < 0 ? -1 : text.indexOf('\'', charsetEnd + 1);
    if (languageEnd < 0) {
      return null;
    }
    byte[] bytes = new byte[text.length()];
    int count = 0;
    for (int at = languageEnd + 1; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= 0x80) {
        return null;
      }
      if (c == '%') {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes[count++] = (byte) (high << 4 | low);
        at += 2;
      } else {
        bytes[count++] = (byte) c;
      }
    }
    Charset charset = charset(text.substring(0, charsetEnd));
    return charset == null ? null : new String(bytes, 0, count, charset);
  }

  /** Null if this JVM does not know it. */
  static @Nullable Charset charset(String name) {
    if (name.equalsIgnoreCase("utf-8")) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }
}
