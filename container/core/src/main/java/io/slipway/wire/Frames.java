package io.slipway.wire;

import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/** What a connection that speaks HTTP/2 from the beginning receives. On the IO thread. */
final class Frames extends FilteredSource {
  private final FrameScan scan;
  private final Http2Buffers buffers;

  private Frames(StreamSourceConduit next, FrameScan scan, Http2Buffers buffers) {
    super(next);
    this.scan = scan;
    this.buffers = buffers;
  }

  /**
   * To be called before Undertow makes a channel of the connection.
   *
   * @param first what has been read already
   */
  static void on(
      StreamConnection connection,
      @Nullable PooledByteBuffer first,
      FrameScan scan,
      Http2Buffers buffers) {
    ConduitStreamSourceChannel channel = connection.getSourceChannel();
    channel.setConduit(new Frames(channel.getConduit(), scan, buffers));
    if (first != null) {
      scan.first(first.getBuffer());
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = scan.read(next, into);
    buffers.read(into, scan.hasBody());
    return count;
  }
}
