package io.slipway.wire;

import io.undertow.protocols.http2.ConnectionErrorException;
import io.undertow.protocols.http2.Http2Channel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a client sends in HTTP/2 beside its requests: frames that cost it nothing and the
 * server something (RFC 9113, 10.5; CVE-2019-9512, -9513, -9515, -9518, CVE-2023-44487,
 * CVE-2024-27316). Looks at the nine bytes before each frame; does no IO.
 */
final class FrameScan {
  /** {@code PRI * HTTP/2.0}, two ends of line, {@code SM}, and two more. */
  static final int PREFACE = 24;

  private static final int HEADER = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int WINDOW_UPDATE = 8;
  private static final int GOAWAY = 7;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;

  private final Http2Limits limits;
  private final byte[] header = new byte[HEADER];
  private int have;

  /** Bytes before the next frame. */
  private int skip;

  private int continuations;
  private int resets;
  private int others;
  private long windowEnd;
  private @Nullable ConnectionErrorException failure;

  FrameScan(Http2Limits limits) {
    this.limits = limits;
    this.skip = PREFACE;
    this.windowEnd = System.nanoTime() + Http2Limits.WINDOW_MILLIS * 1_000_000L;
  }

  /**
   * @throws ConnectionErrorException if it has been too much; also for every later call
   */
  void read(ByteBuffer bytes, int from, int to) throws ConnectionErrorException {
    ConnectionErrorException before = failure;
    if (before != null) {
      throw new ConnectionErrorException(before.getCode(), before);
    }
    for (int at = from; at < to; ) {
      int skipped = Math.min(skip, to - at);
      skip -= skipped;
      at += skipped;
      while (skip == 0 && at < to && have < HEADER) {
        header[have++] = bytes.get(at++);
      }
      if (have == HEADER) {
        have = 0;
        skip = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
        frame(header[3], header[4], skip);
      }
    }
  }

  private void frame(int type, int flags, int length) throws ConnectionErrorException {
    switch (type) {
      case HEADERS -> continuations = 0;
      case CONTINUATION -> {
        if (++continuations > limits.maxContinuations()) {
          throw failed("limits.http2-continuations", limits.maxContinuations());
        }
      }
      case RST_STREAM -> {
        newWindow();
        if (++resets > limits.maxResets()) {
          throw failed("limits.http2-resets", limits.maxResets());
        }
      }
      case WINDOW_UPDATE, GOAWAY -> {}
      case DATA -> {
        if (length == 0 && (flags & END_STREAM) == 0) {
          other();
        }
      }
      case SETTINGS, PING -> {
        if ((flags & ACK) == 0) {
          other();
        }
      }
      default -> other();
    }
  }

  private void other() throws ConnectionErrorException {
    newWindow();
    if (++others > limits.maxControlFrames()) {
      throw failed("limits.http2-control-frames", limits.maxControlFrames());
    }
  }

  private void newWindow() {
    long now = System.nanoTime();
    if (now - windowEnd >= 0) {
      windowEnd = now + Http2Limits.WINDOW_MILLIS * 1_000_000L;
      resets = 0;
      others = 0;
    }
  }

  private ConnectionErrorException failed(String setting, int limit) {
    ConnectionErrorException e =
        new ConnectionErrorException(
            Http2Channel.ERROR_ENHANCE_YOUR_CALM, "more than " + setting + " (" + limit + ")");
    failure = e;
    return e;
  }
}
