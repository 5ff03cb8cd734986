package io.slipway.wire;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a head with several blanks in a row, or of one that came in pieces. Undertow's
 * parser leaves one of those blanks, but they belong to the value: RFC 9110, 5.5.
 */
final class BlankRuns {
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();

  /** What comes after the head does no harm. */
  void add(ByteBuffer bytes, int from, int to) {
    byte[] part = new byte[to - from];
    bytes.get(from, part);
    head.write(part, 0, part.length);
  }

  /**
   * Gives the fields their values as they came.
   *
   * @param fields what the parser has made of the head, which has come to its end
   */
  void restore(HeaderMap fields) {
    String text = head.toString(StandardCharsets.ISO_8859_1);
    String[] lines = text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n");
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      String value = lines[i].substring(colon + 1).strip();
      if (hasRun(value)) {
        restore(fields, lines, i, lines[i].substring(0, colon), value);
      }
    }
  }

  private static void restore(HeaderMap fields, String[] lines, int at, String name, String value) {
    int before = 0;
    for (int i = 1; i < at; i++) {
      if (lines[i].regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        before++;
      }
    }
    HeaderValues values = fields.get(name);
    if (values != null && before < values.size()) {
      values.set(before, value);
    }
  }

  private static boolean hasRun(String value) {
    for (int i = 1; i < value.length(); i++) {
      if (isBlank(value.charAt(i)) && isBlank(value.charAt(i - 1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
