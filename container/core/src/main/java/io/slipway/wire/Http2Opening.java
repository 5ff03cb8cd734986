package io.slipway.wire;

import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Makes of a connection that has been upgraded (RFC 7540, 3.2) one that has spoken HTTP/2 from the
 * beginning: the client's first SETTINGS frame begins with the settings that came with the upgrade,
 * so that one acknowledgement answers both, and behind it stands the request that asked, as the
 * first stream. On the IO thread.
 */
final class Http2Opening implements ChannelListener<ConduitStreamSourceChannel> {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private final StreamConnection connection;
  private final byte[] settings;
  private final byte[] request;
  private final Deadline deadline;
  private final Protocol http2;
  private ByteBuffer bytes = ByteBuffer.allocate(FrameHeader.PREFACE + FrameHeader.LENGTH);
  private boolean merged;

  /**
   * @param settings the payload of a SETTINGS frame
   * @param request a frame
   * @param deadline until the client has begun
   */
  Http2Opening(
      StreamConnection connection,
      byte[] settings,
      byte[] request,
      Deadline deadline,
      Protocol http2) {
    this.connection = connection;
    this.settings = settings;
    this.request = request;
    this.deadline = deadline;
    this.http2 = http2;
  }

  /** The first field of a frame. */
  static void length(ByteBuffer frame, int length) {
    frame.put((byte) (length >> 16)).putShort((short) length);
  }

  void await() {
    connection.getSourceChannel().setReadListener(this);
    connection.getSourceChannel().wakeupReads();
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel channel) {
    try {
      while (true) {
        int count = channel.read(bytes);
        if (count < 0) {
          IoUtils.safeClose(connection);
          return;
        }
        if (bytes.hasRemaining()) {
          if (count == 0) {
            channel.resumeReads();
            return;
          }
        } else if (merged || !merge()) {
          break;
        }
      }
      channel.setReadListener(null);
      deadline.met();
      if (merged) {
        bytes.limit(bytes.capacity()).put(request);
      }
      http2.open(connection, new ImmediatePooledByteBuffer(bytes.flip()));
      // the rest may have come with the request that asked, and not come from the socket any more
      channel.wakeupReads();
    } catch (IOException | RuntimeException e) {
      LOG.debug("A connection was lost after its upgrade to HTTP/2", e);
      IoUtils.safeClose(connection);
    }
  }

  /** False where the client does not begin as it has to, which Undertow tells it. */
  private boolean merge() {
    FrameHeader frame = new FrameHeader();
    for (int i = 0; i < FrameHeader.LENGTH; i++) {
      frame.add(bytes.get(FrameHeader.PREFACE + i));
    }
    int length = frame.length();
    if (frame.type() != FrameHeader.SETTINGS
        || frame.has(FrameHeader.ACK)
        || length > FrameScan.MAX_LENGTH) {
      return false;
    }
    ByteBuffer all =
        ByteBuffer.allocate(bytes.capacity() + settings.length + length + request.length);
    all.put(bytes.flip()).put(settings);
    length(all.duplicate().position(FrameHeader.PREFACE), settings.length + length);
    bytes = all.limit(all.position() + length);
    merged = true;
    return true;
  }
}
