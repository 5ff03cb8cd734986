package io.slipway.spi;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

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

  /**
   * Codes a body while it is made, quickly rather than small: it is called on IO threads too, by
   * one at a time. A flush writes whatever has been written so far, closing ends the body. What the
   * stream holds outside of the heap is given back when it is closed, which it always is. Null
   * where only whole bodies can be coded.
   *
   * @param out takes everything, never blocks, never fails
   */
  default @Nullable OutputStream stream(OutputStream out) throws IOException {
    return null;
  }
}
