package io.slipway.http;

import io.slipway.wire.FieldText;

/** What an application may put into header fields: RFC 9110, 5.1 and 5.5. */
public final class HeaderText {
  private HeaderText() {}

  /** A name of a field, cookie or method: RFC 9110, 5.6.2. */
  public static boolean isToken(String text) {
    return isToken(text, 0, text.length());
  }

  /** The same of a part of the text. */
  static boolean isToken(String text, int from, int end) {
    for (int i = from; i < end; i++) {
      if (!FieldText.isToken(text.charAt(i))) {
        return false;
      }
    }
    return end > from;
  }

  /**
   * The value as it may leave: control characters become spaces (RFC 9110, 5.5), what is not
   * ISO-8859-1 a question mark. Undertow would cut a character to its low byte, which can be CR, LF
   * or NUL.
   */
  static String value(String text) {
    int bad = firstBad(text);
    return bad < 0 ? text : mended(text, bad);
  }

  private static int firstBad(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!allowed(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean allowed(char c) {
    return c <= 0xff && FieldText.isValue(c);
  }

  private static String mended(String text, int from) {
    char[] chars = text.toCharArray();
    for (int i = from; i < chars.length; i++) {
      if (!allowed(chars[i])) {
        chars[i] = chars[i] > 0xff ? '?' : ' ';
      }
    }
    return new String(chars);
  }

  /** For messages. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length() && i < 100; i++) {
      char c = text.charAt(i);
      out.append(c > ' ' && c < 0x7f ? c : '?');
    }
    return out.toString();
  }
}
