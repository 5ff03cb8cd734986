package io.slipway.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Decoded paths as they stand in a URL: RFC 3986, 3.3. */
public final class PathEncoding {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String PLAIN = "-._~!$&'()*+,=:@/";

  private PathEncoding() {}

  /**
   * Everything that is not an unreserved character, a sub-delimiter other than the semicolon, or a
   * slash is percent encoded.
   */
  public static StringBuilder encode(String path) {
    StringBuilder out = new StringBuilder(path.length() + 8);
    int from = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        continue;
      }
      out.append(path, from, i);
      int end = Character.isHighSurrogate(c) && i + 1 < path.length() ? i + 2 : i + 1;
      for (byte b : path.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
        HEX.toHexDigits(out.append('%'), b);
      }
      i = end - 1;
      from = end;
    }
    return out.append(path, from, path.length());
  }
}
