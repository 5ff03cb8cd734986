package io.slipway.wire;

import java.nio.ByteBuffer;

/** The bytes before the payload of a frame, as they come: RFC 9113, 4.1. */
final class FrameHeader {
  static final int LENGTH = 9;

  /** {@code PRI * HTTP/2.0}, two ends of line, {@code SM}, and two more. */
  static final int PREFACE = 24;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;

  /** Where they are, behind length and type. */
  private static final int FLAGS = 4;

  private final byte[] bytes = new byte[LENGTH];
  private int have;

  /** A frame of no data that ends a stream. */
  static ByteBuffer endOfStream(int stream) {
    // three bytes of the length, which is 0, and the type
    return ByteBuffer.allocate(LENGTH).putInt(DATA).put((byte) END_STREAM).putInt(stream).flip();
  }

  /** Takes one more byte of a header that is not complete. */
  void add(byte next) {
    bytes[have++] = next;
  }

  boolean isComplete() {
    return have == LENGTH;
  }

  boolean isBegun() {
    return have > 0;
  }

  /** The next byte is the flags of a frame in which {@link #END_STREAM} means nothing. */
  boolean isBeforeFlagsOfContinuation() {
    return have == FLAGS && type() == CONTINUATION;
  }

  /** For the next frame. What it says of the last one it says until then. */
  void clear() {
    have = 0;
  }

  int length() {
    return (bytes[0] & 0xff) << 16 | (bytes[1] & 0xff) << 8 | bytes[2] & 0xff;
  }

  int type() {
    return bytes[3];
  }

  boolean has(int flag) {
    return (bytes[FLAGS] & flag) != 0;
  }

  int stream() {
    return (bytes[5] & 0x7f) << 24
        | (bytes[6] & 0xff) << 16
        | (bytes[7] & 0xff) << 8
        | bytes[8] & 0xff;
  }
}
