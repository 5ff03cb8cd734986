package io.slipway.wire;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ServerConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends a part of a file without waiting for the client: by {@code sendfile} where the bytes go to
 * the socket as they are, else through a buffer which is given back at once.
 *
 * <ul>
 *   <li>TLS and HTTP/2 have their bytes changed. (Left to itself {@code transferTo} would hand them
 *       over in pieces of 8 KB, each a record of its own.)
 *   <li>To a client on the same machine, most often a proxy, no device fetches the pages of the
 *       file. The client copies them itself, one by one, which takes it two to three times as long
 *       as to copy bytes that were copied just before, and {@code sendfile} has to wait for it.
 * </ul>
 */
public final class FileTransfer {
  /** Bytes up to which a client on the same machine gets {@code sendfile} all the same. */
  private static final long LOCAL_SENDFILE = 4L << 20;

  private final ServerConnection connection;
  private final FileChannel file;
  private final boolean copies;
  private final long end;
  private long at;

  /**
   * @param file not closed; its own position does not count and is not changed
   * @param at position of the part in bytes
   * @param count its length in bytes
   */
  public FileTransfer(ServerConnection connection, FileChannel file, long at, long count) {
    this.connection = connection;
    this.file = file;
    this.at = at;
    this.end = at + count;
    this.copies =
        Http2.is(connection)
            || connection.getSslSession() != null
            || (count > LOCAL_SENDFILE && isLocal(connection));
  }

  private static boolean isLocal(ServerConnection connection) {
    return connection.getPeerAddress() instanceof InetSocketAddress peer
        && peer.getAddress() != null
        && peer.getAddress().isLoopbackAddress();
  }

  /** Returns the number of bytes that are still to be sent. */
  public long remaining() {
    return end - at;
  }

  /**
   * Sends what the channel takes now.
   *
   * @param to has the headers, sent or not
   * @param most bytes to send now
   * @return the number of bytes that were taken; less than {@code most} where no more is taken now
   * @throws EOFException if the file ends before its part does
   */
  public long send(StreamSinkChannel to, long most) throws IOException {
    long from = at;
    long stop = at + Math.min(most, remaining());
    if (copies) {
      copy(to, stop);
    } else {
      sendfile(to, stop);
    }
    return at - from;
  }

  private void sendfile(StreamSinkChannel to, long stop) throws IOException {
    // With the headers still to come Undertow would read from the channel's own position instead
    if (!to.flush()) {
      return;
    }
    while (at < stop) {
      long taken = to.transferFrom(file, at, stop - at);
      if (taken <= 0) {
        if (taken < 0 || file.size() <= at) {
          throw shorter();
        }
        return;
      }
      at += taken;
    }
  }

  private void copy(StreamSinkChannel to, long stop) throws IOException {
    try (PooledByteBuffer window = BufferPool.window(connection)) {
      ByteBuffer bytes = window.getBuffer();
      while (at < stop) {
        bytes.clear().limit((int) Math.min(bytes.capacity(), stop - at));
        if (file.read(bytes, at) <= 0) {
          throw shorter();
        }
        bytes.flip();
        while (bytes.hasRemaining() && to.write(bytes) > 0) {}
        at += bytes.position();
        if (bytes.hasRemaining()) {
          return;
        }
      }
    }
  }

  private static EOFException shorter() {
    return new EOFException("The file became shorter while it was sent");
  }
}
