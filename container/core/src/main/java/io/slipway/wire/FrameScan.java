package io.slipway.wire;

import io.undertow.protocols.http2.ConnectionErrorException;
import io.undertow.protocols.http2.Http2Channel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
 *       CVE-2024-27316, CVE-2025-8671).
 *   <li>Lets no read end where a field section goes on in another frame, by keeping its last byte
 *       for the next read. Undertow takes such an end for the end of the section and starts the
 *       request, while more fields come.
 *   <li>Bounds the table that Undertow keeps for its responses.
 * </ul>
 */
final class FrameScan {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  /** What SETTINGS_MAX_FRAME_SIZE is until somebody announces another, and nobody does. */
  static final int MAX_LENGTH = 16_384;

  private static final int NONE = -1;

  /** That a client may send with each stream it opens, to get more of it than of others. */
  private static final int WINDOW_UPDATES_PER_STREAM = 2;

  /**
   * That a client may send for each frame it gets: some answer each part that they read with two of
   * them, for the stream and for the connection.
   */
  private static final int WINDOW_UPDATES_PER_FRAME = 20;

  private final StreamConnection connection;
  private final Http2Limits limits;
  private final SparseLogs logs;
  private final FrameHeader header = new FrameHeader();
  private final TableSizeBound tableSize = new TableSizeBound();

  /** Streams that were reset from here since the last frame. */
  private final AtomicInteger faults = new AtomicInteger();

  private final AtomicInteger refusals = new AtomicInteger();

  /** Frames of responses that no WINDOW_UPDATE frames have been allowed for yet. */
  private final AtomicLong sent = new AtomicLong();

  /** Bytes before the next frame. */
  private int skip;

  private boolean begun;
  private boolean inBody;
  private boolean inSettings;

  /** The next byte says how much of a frame of data is padding, and it is not the last frame. */
  private boolean inPadding;

  private boolean hasBody;

  /** Whether the field section that has begun goes on in another frame. */
  private boolean goesOn;

  private int kept = NONE;
  private int continuations;
  private int resets;
  private int others;

  /** How many WINDOW_UPDATE frames the client may still send that do not count. */
  private long windowUpdates;

  private long windowEnd;
  private @Nullable ConnectionErrorException failure;

  FrameScan(StreamConnection connection, Terms terms) {
    this.connection = connection;
    this.limits = terms.http2();
    this.logs = terms.logs();
    this.skip = FrameHeader.PREFACE;
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
    hasBody = false;
    int begin = into.position();
    int mine = kept == NONE ? 0 : 1;
    if (into.remaining() <= mine) {
      // nothing could follow what is kept; what is in the buffer has to be parsed first
      return 0;
    }
    if (mine > 0) {
      into.put((byte) kept);
    }
    int count = from.read(into);
    if (count <= 0) {
      into.position(begin);
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

  /** There was something of a body in what was read last. */
  boolean hasBody() {
    return hasBody;
  }

  private boolean keep() {
    return goesOn && skip == 0 && !header.isBegun();
  }

  private void scan(ByteBuffer bytes, int from, int to) throws ConnectionErrorException {
    for (int at = from; at < to; ) {
      if (inPadding) {
        inPadding = false;
        countPadding(bytes.get(at) & 0xff);
      }
      int skipped = Math.min(skip, to - at);
      skip -= skipped;
      hasBody |= inBody && skipped > 0;
      if (inSettings) {
        tableSize.read(bytes, at, at + skipped);
      }
      at += skipped;
      while (skip == 0 && at < to && !header.isComplete()) {
        if (header.isBeforeFlagsOfContinuation()) {
          // Undertow would take it for the end of the stream: RFC 9113, 4.1
          bytes.put(at, (byte) (bytes.get(at) & ~FrameHeader.END_STREAM));
        }
        header.add(bytes.get(at++));
      }
      if (header.isComplete()) {
        skip = header.length();
        inBody = header.type() == FrameHeader.DATA;
        inSettings = header.type() == FrameHeader.SETTINGS;
        tableSize.begin();
        frame();
        header.clear();
      }
    }
  }

  private void frame() throws ConnectionErrorException {
    int type = header.type();
    int length = header.length();
    if (!begun && (type != FrameHeader.SETTINGS || header.has(FrameHeader.ACK))) {
      // Undertow would write an error to the log for each such connection
      throw failed(
          new ConnectionErrorException(
              Http2Channel.ERROR_PROTOCOL_ERROR, "its first frame is not SETTINGS: RFC 9113, 3.4"));
    }
    begun = true;
    countResets();
    if (length > MAX_LENGTH
        || type == FrameHeader.SETTINGS && header.has(FrameHeader.ACK) && length > 0) {
      // Undertow looks at the length when the frame has ended, and not at that of the second
      throw failed(
          new ConnectionErrorException(
              Http2Channel.ERROR_FRAME_SIZE_ERROR, "a frame has a length that it may not have"));
    }
    goesOn =
        (type == FrameHeader.HEADERS || type == FrameHeader.CONTINUATION)
            && !header.has(FrameHeader.END_HEADERS);
    switch (type) {
      case FrameHeader.HEADERS -> {
        continuations = 0;
        windowUpdates += WINDOW_UPDATES_PER_STREAM;
      }
      case FrameHeader.CONTINUATION -> {
        if (++continuations > limits.maxContinuations()) {
          throw failed("limits.http2-continuations", limits.maxContinuations());
        }
      }
      case FrameHeader.RST_STREAM -> reset(1);
      case FrameHeader.WINDOW_UPDATE -> windowUpdate();
      case FrameHeader.DATA -> {
        boolean last = header.has(FrameHeader.END_STREAM);
        inPadding = !last && length > 0 && header.has(FrameHeader.PADDED);
        if (!last && length == 0) {
          other(1);
        }
      }
      case FrameHeader.SETTINGS, FrameHeader.PING -> {
        if (!header.has(FrameHeader.ACK)) {
          other(1);
        }
      }
      default -> other(1);
    }
  }

  /** A frame of nothing but padding is as empty as one without it. */
  private void countPadding(int padding) throws ConnectionErrorException {
    if (padding >= skip - 1) {
      other(1);
    }
  }

  /** Beyond what it has reason for, they cost a client nothing and so count as control frames. */
  private void windowUpdate() throws ConnectionErrorException {
    if (windowUpdates == 0) {
      windowUpdates = WINDOW_UPDATES_PER_FRAME * sent.getAndSet(0);
    }
    if (windowUpdates > 0) {
      windowUpdates--;
    } else {
      other(1);
    }
  }

  private void reset(int more) throws ConnectionErrorException {
    newWindow();
    resets += more;
    if (resets > limits.maxResets()) {
      throw failed("limits.http2-resets", limits.maxResets());
    }
  }

  private void other(int more) throws ConnectionErrorException {
    newWindow();
    others += more;
    if (others > limits.maxControlFrames()) {
      throw failed("limits.http2-control-frames", limits.maxControlFrames());
    }
  }

  /**
   * A stream is reset from here, of which Undertow keeps what it knows for a minute. On any thread.
   *
   * @param faulty for what the client has sent, which is as if it had reset it itself
   *     (CVE-2025-8671)
   */
  void hasReset(boolean faulty) {
    (faulty ? faults : refusals).incrementAndGet();
  }

  /** A frame of a response is about to be sent. On any thread. */
  void sends() {
    sent.incrementAndGet();
  }

  private void countResets() throws ConnectionErrorException {
    int faulty = faults.get();
    if (faulty > 0) {
      faults.addAndGet(-faulty);
      reset(faulty);
    }
    int refused = refusals.get();
    if (refused > 0) {
      refusals.addAndGet(-refused);
      other(refused);
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
        logs.of(String.valueOf(e.getMessage())).level(),
        "HTTP/2 connection from %s ended: %s",
        connection.getPeerAddress(),
        e.getMessage());
    return e;
  }
}
