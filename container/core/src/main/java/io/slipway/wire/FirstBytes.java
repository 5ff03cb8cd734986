package io.slipway.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** Waits until it is known which protocol a connection speaks. On the IO thread. */
abstract class FirstBytes implements ChannelListener<ConduitStreamSourceChannel> {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private final StreamConnection connection;
  private final ByteBufferPool buffers;

  FirstBytes(StreamConnection connection, ByteBufferPool buffers) {
    this.connection = connection;
    this.buffers = buffers;
  }

  final void await() {
    connection.getSourceChannel().setReadListener(this);
    handleEvent(connection.getSourceChannel());
  }

  /**
   * Puts back what {@link #choose} has seen before: no connection keeps a buffer while it waits.
   */
  void restore(ByteBuffer bytes) {
    // nothing
  }

  /**
   * What the connection is to be handed to, with these bytes.
   *
   * @param bytes all that has come, from the beginning to its position; may be none
   * @return null if that is not known yet
   */
  abstract @Nullable Protocol choose(ByteBuffer bytes);

  @Override
  public final void handleEvent(ConduitStreamSourceChannel channel) {
    PooledByteBuffer pooled = buffers.allocate();
    boolean keep = false;
    try {
      ByteBuffer bytes = pooled.getBuffer();
      restore(bytes);
      int count = channel.read(bytes);
      if (count < 0) {
        IoUtils.safeClose(connection);
        return;
      }
      Protocol chosen = choose(bytes);
      if (chosen == null) {
        channel.resumeReads();
        return;
      }
      bytes.flip();
      keep = true;
      channel.setReadListener(null);
      chosen.open(connection, pooled);
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
