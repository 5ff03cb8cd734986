package io.slipway.wire;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.ConnectionErrorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/** What a connection that speaks HTTP/2 from the beginning receives. On the IO thread. */
final class Frames extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private final StreamConnection connection;
  private final FrameScan scan;
  private final SparseLog log;

  private Frames(StreamConnection connection, Http2Limits limits, SparseLog log) {
    super(connection.getSourceChannel().getConduit());
    this.connection = connection;
    this.scan = new FrameScan(limits);
    this.log = log;
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
      try {
        frames.scan.read(
            first.getBuffer(), first.getBuffer().position(), first.getBuffer().limit());
      } catch (ConnectionErrorException e) {
        // the next read says it again, to somebody who can say it to the client
        LOG.debug(e.getMessage());
      }
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int begin = into.position();
    int count = next.read(into);
    if (count > 0) {
      check(scan, into, begin, connection, log);
    }
    return count;
  }

  /**
   * Looks at what was read into the buffer.
   *
   * @throws ConnectionErrorException for Undertow to send {@code GOAWAY}
   */
  static void check(
      FrameScan scan, ByteBuffer bytes, int begin, StreamConnection connection, SparseLog log)
      throws ConnectionErrorException {
    try {
      scan.read(bytes, begin, bytes.position());
    } catch (ConnectionErrorException e) {
      if (log.due()) {
        LOG.infof(
            "HTTP/2 connection from %s ended: %s", connection.getPeerAddress(), e.getMessage());
      }
      throw e;
    }
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (into[i].hasRemaining()) {
        return read(into[i]);
      }
    }
    return 0;
  }
}
