package io.slipway.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Waits for a connection's first bytes and tells HTTP/2 with prior knowledge (RFC 9113, 3.3) from
 * HTTP/1.1. On the IO thread.
 */
final class FirstBytes implements ChannelListener<ConduitStreamSourceChannel> {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  /** The preface to the end of its first line: no request of HTTP/1.1 begins so. */
  private static final byte[] PRI = {
    'P', 'R', 'I', ' ', '*', ' ', 'H', 'T', 'T', 'P', '/', '2', '.', '0', '\r', '\n'
  };

  private final StreamConnection connection;
  private final ByteBufferPool buffers;
  private final Deadline deadline;
  private final Protocol http1;
  private final Protocol http2;

  /** So many bytes of {@link #PRI} have come, and nothing else. */
  private int begun;

  FirstBytes(
      StreamConnection connection,
      ByteBufferPool buffers,
      Deadline deadline,
      Protocol http1,
      Protocol http2) {
    this.connection = connection;
    this.buffers = buffers;
    this.deadline = deadline;
    this.http1 = http1;
    this.http2 = http2;
  }

  void await() {
    connection.getSourceChannel().setReadListener(this);
    handleEvent(connection.getSourceChannel());
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel channel) {
    PooledByteBuffer pooled = buffers.allocate();
    boolean keep = false;
    try {
      ByteBuffer bytes = pooled.getBuffer();
      bytes.put(PRI, 0, begun);
      int count = channel.read(bytes);
      if (count < 0) {
        IoUtils.safeClose(connection);
        return;
      }
      int same = begun;
      while (same < PRI.length && same < bytes.position() && bytes.get(same) == PRI[same]) {
        same++;
      }
      if (same < PRI.length && same == bytes.position()) {
        begun = same;
        channel.resumeReads();
        return;
      }
      bytes.flip();
      keep = true;
      channel.setReadListener(null);
      deadline.met();
      (same == PRI.length ? http2 : http1).open(connection, pooled);
    } catch (IOException | RuntimeException e) {
      LOG.debug("A connection was lost before its first request", e);
      IoUtils.safeClose(connection);
    } finally {
      if (!keep) {
        pooled.close();
      }
    }
  }
}
