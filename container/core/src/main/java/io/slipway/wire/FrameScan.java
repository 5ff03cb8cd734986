package io.slipway.wire;

import io.undertow.protocols.http2.ConnectionErrorException;
import io.undertow.protocols.http2.Http2Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Reads a connection in HTTP/2 and looks at the nine bytes before each frame.
 *
 * <ul>
 *   <li>Counts what a client sends beside its requests: frames that cost it nothing and the server
 *       something (RFC 9113, 10.5; CVE-2019-9512, -9513, -9515, -9518, CVE-2023-44487,
 *       CVE-2024-27316).
 *   <li>Lets no read end where a field section goes on in another frame, by keeping its last byte
 *       for the next read. Undertow takes such an end for the end of the section and starts the
 *       request, while more fields come.
 * </ul>
 */
final class FrameScan {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  /** {@code PRI * HTTP/2.0}, two ends of line, {@code SM}, and two more. */
  static final int PREFACE = 24;

  static final int HEADER = 9;

  /** What SETTINGS_MAX_FRAME_SIZE is until somebody announces another, and nobody does. */
  static final int MAX_LENGTH = 16_384;

  private static final int DATA = 0;
  static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int WINDOW_UPDATE = 8;
  private static final int GOAWAY = 7;
  static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;
  private static final int NONE = -1;

  private final StreamConnection connection;
  private final Http2Limits limits;
  private final SparseLog log;
  private final byte[] header = new byte[HEADER];
  private int have;

  /** Bytes before the next frame. */
  private int skip;

  /** Whether the field section that has begun goes on in another frame. */
  private boolean goesOn;

  private int kept = NONE;
  private int continuations;
  private int resets;
  private int others;
  private long windowEnd;
  private @Nullable ConnectionErrorException failure;

  FrameScan(StreamConnection connection, Http2Limits limits, SparseLog log) {
    this.connection = connection;
    this.limits = limits;
    this.log = log;
    this.skip = PREFACE;
    this.windowEnd = System.nanoTime() + Http2Limits.WINDOW_MILLIS * 1_000_000L;
  }

  /**
   * What has been read already; the last byte may be taken away.
   *
   * @param bytes from its position to its limit
   */
  void first(ByteBuffer bytes) {
    try {
      scan(bytes, bytes.position(), bytes.limit());
    } catch (ConnectionErrorException e) {
      // the next read says it again, to somebody who can say it to the client
      LOG.debug(e.getMessage());
    }
    if (keep()) {
      bytes.limit(bytes.limit() - 1);
      kept = bytes.duplicate().limit(bytes.limit() + 1).get(bytes.limit()) & 0xff;
    }
  }

  /**
   * As {@link StreamSourceConduit#read(ByteBuffer)}.
   *
   * @throws ConnectionErrorException if it has been too much, for Undertow to send {@code GOAWAY};
   *     also for every later call
   */
  int read(StreamSourceConduit from, ByteBuffer into) throws IOException {
    ConnectionErrorException before = failure;
    if (before != null) {
      throw new ConnectionErrorException(before.getCode(), before);
    }
    int begin = into.position();
    int mine = kept == NONE ? 0 : 1;
    if (mine > 0) {
      into.put((byte) kept);
    }
    int count = from.read(into);
    if (count <= 0 && mine > 0 && into.hasRemaining()) {
      into.position(begin);
    }
    if (count <= 0) {
      return count;
    }
    kept = NONE;
    scan(into, begin + mine, into.position());
    if (keep()) {
      into.position(into.position() - 1);
      kept = into.get(into.position()) & 0xff;
    }
    return into.position() - begin;
  }

  private boolean keep() {
    return goesOn && skip == 0 && have == 0;
  }

  private void scan(ByteBuffer bytes, int from, int to) throws ConnectionErrorException {
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
    if (length > MAX_LENGTH || type == SETTINGS && (flags & ACK) != 0 && length > 0) {
      // Undertow looks at the length when the frame has ended, and not at that of the second
      throw failed(
          new ConnectionErrorException(
              Http2Channel.ERROR_FRAME_SIZE_ERROR, "a frame has a length that it may not have"));
    }
    goesOn = (type == HEADERS || type == CONTINUATION) && (flags & END_HEADERS) == 0;
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
    return failed(
        new ConnectionErrorException(
            Http2Channel.ERROR_ENHANCE_YOUR_CALM, "more than " + setting + " (" + limit + ")"));
  }

  private ConnectionErrorException failed(ConnectionErrorException e) {
    failure = e;
    LOG.logf(
        log.level(),
        "HTTP/2 connection from %s ended: %s",
        connection.getPeerAddress(),
        e.getMessage());
    return e;
  }
}
