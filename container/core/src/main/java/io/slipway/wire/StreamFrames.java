package io.slipway.wire;

import io.undertow.protocols.http2.Http2Channel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one connection, as Undertow parses them, and the streams that they belong to: RFC
 * 9113, 5.1. Ends a stream, or nothing, where Undertow would end the connection. On the IO thread.
 */
final class StreamFrames {
  private final Http2Connection connection;
  private final Http2Streams streams;
  private final FrameHeader frame = new FrameHeader();

  /** Bytes before the first one. */
  private int preface = FrameHeader.PREFACE;

  /** It has begun, and {@link #frame} says the same until the next one comes. */
  private boolean begun;

  private boolean dropped;
  private @Nullable Http2Stream stream;
  private @Nullable Http2Stream opened;

  StreamFrames(Http2Connection connection, Http2Streams streams) {
    this.connection = connection;
    this.streams = streams;
  }

  /**
   * What Undertow has parsed.
   *
   * @param bytes up to its position
   * @param from the first of them
   * @param has whether Undertow has a frame now: of one of data the beginning, of others all
   */
  void parsed(ByteBuffer bytes, int from, boolean has) {
    if (begun) {
      frame.clear();
      begun = false;
    }
    int skipped = Math.min(preface, bytes.position() - from);
    preface -= skipped;
    for (int at = from + skipped; at < bytes.position() && !frame.isComplete(); at++) {
      frame.add(bytes.get(at));
    }
    if (has) {
      begun = true;
      begin(bytes);
    }
  }

  private void begin(ByteBuffer bytes) {
    int number = frame.stream();
    boolean idle = streams.isIdle(number);
    stream = idle ? null : streams.get(number);
    dropped = false;
    switch (frame.type()) {
      case FrameHeader.HEADERS -> {
        if (stream != null) {
          goesOn(stream, true);
        } else if (idle) {
          stream = streams.open(number, frame.has(FrameHeader.END_STREAM));
          opened = stream;
        } else {
          // none of those that a client may open: RFC 9113, 5.1.1
          dropped = true;
          connection.sendGoAway(Http2Channel.ERROR_PROTOCOL_ERROR);
        }
      }
      case FrameHeader.DATA -> {
        if (stream != null) {
          // the length of the padding is the byte that was read last
          int padding =
              frame.has(FrameHeader.PADDED) ? 1 + (bytes.get(bytes.position() - 1) & 0xff) : 0;
          stream.data(padding, frame.length());
          goesOn(stream, false);
        } else if (streams.isClosed(number)) {
          dropped = true;
          connection.giveRoom(frame.length());
          connection.reset(number, Http2Channel.ERROR_STREAM_CLOSED);
        }
      }
      case FrameHeader.RST_STREAM -> {
        if (stream != null) {
          dropped = stream.isBroken();
          stream.cancel();
        }
      }
      case FrameHeader.WINDOW_UPDATE -> dropped = stream != null && stream.isBroken();
      // a client that opens no more streams still gets the answers of those that are open: RFC
      // 9113, 6.8. Undertow would reset them
      case FrameHeader.GOAWAY -> dropped = !streams.isEmpty();
      default -> {
        // of no stream, or without effect on one
      }
    }
  }

  /** More of a stream that has been opened before. */
  private void goesOn(Http2Stream known, boolean head) {
    if (known.isReset()) {
      dropped = true;
    } else if (known.hasEnded()) {
      dropped = true;
      if (known.refuse()) {
        connection.reset(known.number(), Http2Channel.ERROR_STREAM_CLOSED);
      }
    } else if (frame.has(FrameHeader.END_STREAM)) {
      known.end();
    } else if (head) {
      // trailers that are not the last: RFC 9113, 8.1
      connection.sendRstStream(known.number(), Http2Channel.ERROR_PROTOCOL_ERROR);
    }
  }

  /**
   * Whether Undertow is to see no more of it; another thread may have reset its stream just now.
   */
  boolean isDropped() {
    int type = frame.type();
    return dropped
        || (type == FrameHeader.DATA || type == FrameHeader.HEADERS)
            && stream != null
            && stream.isReset();
  }

  /**
   * Whether it is a trailer section that goes on in other frames, up to where Undertow has parsed.
   * It looks for the end of the stream in the last of them, where there is none.
   */
  boolean isEndOfBodyLost() {
    return frame.type() == FrameHeader.HEADERS
        && frame.has(FrameHeader.END_STREAM)
        && !frame.has(FrameHeader.END_HEADERS)
        && stream != null
        && stream != opened
        && !isDropped();
  }

  /** The stream that it names. */
  int number() {
    return frame.stream();
  }

  /** The stream that it has opened, and for which nobody answers yet. */
  @Nullable Http2Stream opened() {
    return opened;
  }

  /** The same, for whoever answers from now on. */
  @Nullable Http2Stream takeOpened() {
    Http2Stream mine = opened;
    opened = null;
    return mine;
  }
}
