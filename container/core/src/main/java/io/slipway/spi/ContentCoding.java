package io.slipway.spi;

import java.io.IOException;

/**
 * A content coding: RFC 9110, 8.4.1. gzip is the container's own; others are found by {@link
 * java.util.ServiceLoader} in the container's class loader. Thread safe.
 */
public interface ContentCoding {
  /** The token of {@code Content-Encoding}, in small letters. */
  String token();

  /**
   * Whether it can be used here, for instance because its native library is there. Asked once; what
   * is thrown counts as no.
   */
  default boolean isAvailable() {
    return true;
  }

  /**
   * A whole body, as small as is reasonable for something that is coded once and sent often. Takes
   * its time, so it is never called on an IO thread.
   */
  byte[] encode(byte[] body) throws IOException;
}
