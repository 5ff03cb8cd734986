package io.slipway.wire;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;

/** What stands in header fields: RFC 9110, 5.5, 5.6.2 and 12.4.2. */
public final class FieldText {
  private static final boolean[] TOKEN = new boolean[128];
  private static final List<HttpString> OF_CONNECTIONS =
      List.of(
          Headers.CONNECTION,
          Headers.TRANSFER_ENCODING,
          Headers.UPGRADE,
          new HttpString("Keep-Alive"),
          new HttpString("Proxy-Connection"));

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = c <= '9' || c >= 'a' || c >= 'A' && c <= 'Z';
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private FieldText() {}

  public static boolean isToken(int c) {
    return c < 128 && TOKEN[c];
  }

  /** What a field's value may have in it: all but control characters, with the tab. */
  public static boolean isValue(int c) {
    return c >= ' ' && c != 0x7f || c == '\t';
  }

  public static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isValue(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The name of a field of HTTP/2: a token without capitals (RFC 9113, 8.2.1). */
  static boolean isName(HttpString name) {
    for (int i = 0; i < name.length(); i++) {
      int c = name.byteAt(i) & 0xff;
      if (!isToken(c) || c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return name.length() > 0;
  }

  /** A field of one connection in HTTP/1.1, which HTTP/2 may not have: RFC 9113, 8.2.2. */
  public static boolean isOfConnection(HttpString name) {
    return OF_CONNECTIONS.contains(name);
  }

  public static void removeOfConnection(HeaderMap fields) {
    for (int i = 0; i < OF_CONNECTIONS.size(); i++) {
      fields.remove(OF_CONNECTIONS.get(i));
    }
  }

  /** A value of HTTP/2, which has no whitespace around it: RFC 9113, 8.2.1. */
  public static boolean isWhole(String text) {
    return isValue(text)
        && (text.isEmpty() || text.charAt(0) > ' ' && text.charAt(text.length() - 1) > ' ');
  }

  public static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** A weight, in thousandths; -1 if it is none. */
  public static int weight(String text) {
    int length = text.length();
    if (length == 0
        || length > 5
        || (text.charAt(0) != '0' && text.charAt(0) != '1')
        || (length > 1 && text.charAt(1) != '.')) {
      return -1;
    }
    int weight = text.charAt(0) - '0';
    for (int i = 2; i < 5; i++) {
      int digit = i < length ? text.charAt(i) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return -1;
      }
      weight = weight * 10 + digit;
    }
    return length < 2 ? weight * 1000 : weight > 1000 ? -1 : weight;
  }
}
