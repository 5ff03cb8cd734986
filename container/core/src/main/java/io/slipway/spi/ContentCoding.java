package io.slipway.spi;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A content coding: RFC 9110, 8.4.1. gzip is the container's own; others are found by {@link
 * java.util.ServiceLoader} in the container's class loader. Thread safe.
 */
public interface ContentCoding {
  /** Its token in {@code Content-Encoding}, in lower case. */
  String token();

  /**
   * Whether it can be used here, for instance because its native library is there. Asked once; an
   * exception counts as no.
   */
  default boolean isAvailable() {
    return true;
  }

  /**
   * Encodes a whole body, as small as is reasonable for something that is encoded once and sent
   * often. May take its time: it is never called on an IO thread.
   */
  byte[] encode(byte[] body) throws IOException;

  /**
   * Encodes a body while it is being written, quickly rather than as small as can be: it is called
   * on IO threads too, by one thread at a time. A flush passes on whatever has been written so far;
   * closing ends the body, and gives back what the stream holds outside of the heap. It is always
   * closed.
   *
   * @param out takes everything, never blocks, never fails
   * @return null if only whole bodies can be encoded
   */
  default @Nullable OutputStream stream(OutputStream out) throws IOException {
    return null;
  }
}
