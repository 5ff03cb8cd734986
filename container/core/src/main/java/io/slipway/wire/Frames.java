package io.slipway.wire;

import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** What a connection that speaks HTTP/2 from the beginning receives. On the IO thread. */
final class Frames extends FilteredSource {
  private final FrameScan scan;

  private Frames(StreamConnection connection, Http2Limits limits, SparseLog log) {
    super(connection.getSourceChannel().getConduit());
    this.scan = new FrameScan(connection, limits, log);
  }

  /**
   * To be called before Undertow makes a channel of the connection.
   *
   * @param first what has been read already
   */
  static void on(
      StreamConnection connection,
      @Nullable PooledByteBuffer first,
      Http2Limits limits,
      SparseLog log) {
    Frames frames = new Frames(connection, limits, log);
    connection.getSourceChannel().setConduit(frames);
    if (first != null) {
      frames.scan.first(first.getBuffer());
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return scan.read(next, into);
  }
}
