package io.slipway.websocket;

import jakarta.websocket.CloseReason.CloseCodes;
import org.jspecify.annotations.Nullable;

/**
 * Follows the heads of a client's frames, RFC 6455, 5.2, ahead of Tyrus: that takes unmasked ones,
 * and gathers what is too long until its buffer overflows. Not thread safe.
 */
final class FrameHeads {
  private static final int MASKED = 0x80;
  private static final int MASK_BYTES = 4;

  private final long maxPayload;

  /** Bytes of the head that have been seen, of those that tell the length. */
  private int seen;

  /** Bytes of the length that are still to come. */
  private int lengthBytes;

  private long length;

  /** Bytes to the next head: the mask and the payload. */
  private long rest;

  /**
   * @param maxPayload bytes that a frame may have
   */
  FrameHeads(long maxPayload) {
    this.maxPayload = maxPayload;
  }

  /**
   * Goes on by the next bytes.
   *
   * @return why the connection is to be closed, or null if all is well
   */
  @Nullable CloseCodes check(byte[] bytes, int count) {
    int at = 0;
    while (at < count) {
      if (rest > 0) {
        int step = (int) Math.min(rest, count - at);
        rest -= step;
        at += step;
        continue;
      }
      int next = bytes[at++] & 0xff;
      if (seen == 0) {
        seen = 1;
        continue;
      }
      if (seen == 1) {
        if ((next & MASKED) == 0) {
          // 5.1: a server must close the connection then
          return CloseCodes.PROTOCOL_ERROR;
        }
        seen = 2;
        length = next & ~MASKED;
        lengthBytes = length == 127 ? Long.BYTES : length == 126 ? Short.BYTES : 0;
        if (lengthBytes > 0) {
          length = 0;
          continue;
        }
      } else {
        length = length << Byte.SIZE | next;
        lengthBytes--;
      }
      if (lengthBytes == 0) {
        if (length < 0 || length > maxPayload) {
          return CloseCodes.TOO_BIG;
        }
        rest = MASK_BYTES + length;
        seen = 0;
      }
    }
    return null;
  }
}
