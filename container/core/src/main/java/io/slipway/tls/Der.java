package io.slipway.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** As much of DER (X.690) as it takes to give a bare private key its PKCS#8 cover. */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;

  /** {@code [0]}, explicit. */
  static final int CONTEXT_0 = 0xa0;

  private final byte[] bytes;
  private final int end;
  private int at;

  private Der(byte[] bytes, int begin, int end) {
    this.bytes = bytes;
    this.at = begin;
    this.end = end;
  }

  static Der of(byte[] bytes) {
    return new Der(bytes, 0, bytes.length);
  }

  /**
   * Steps over the next element; its content, or null if it has another tag or there is none left.
   * Malformed lengths are null too.
   */
  @Nullable Der next(int tag) {
    if (at + 2 > end || (bytes[at] & 0xff) != tag) {
      return null;
    }
    int length = bytes[at + 1] & 0xff;
    int begin = at + 2;
    if (length > 0x80) {
      int count = length & 0x7f;
      if (count > 3 || begin + count > end) {
        return null;
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | bytes[begin++] & 0xff;
      }
    }
    if (begin + length > end) {
      return null;
    }
    at = begin + length;
    return new Der(bytes, begin, at);
  }

  byte[] content() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else if (length < 0x10000) {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(0x83);
      out.write(length >> 16);
      out.write(length >> 8);
      out.write(length);
    }
    for (byte[] content : contents) {
      out.writeBytes(content);
    }
    return out.toByteArray();
  }
}
