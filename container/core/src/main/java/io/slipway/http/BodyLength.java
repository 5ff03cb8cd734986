package io.slipway.http;

/** How long a response body is so far, and how long the application has said that it will be. */
final class BodyLength {
  private long declared = -1;
  private long written;

  /** The Content-Length that the application has set, -1 if none. */
  long declared() {
    return declared;
  }

  void declare(long bytes) {
    declared = bytes;
  }

  /** Bytes that the application has written, sent or not. */
  long written() {
    return written;
  }

  void wrote(long bytes) {
    written += bytes;
  }

  /** What was written was thrown away. */
  void restart() {
    written = 0;
  }

  /** As much of the bytes as the declared length has room for. */
  long within(long bytes) {
    return declared >= 0 ? Math.max(0, Math.min(bytes, declared - written)) : bytes;
  }

  boolean isReached() {
    return written == declared;
  }

  boolean isMissed() {
    return written < declared;
  }
}
