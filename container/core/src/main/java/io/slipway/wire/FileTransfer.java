package io.slipway.wire;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ServerConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends a part of a file without waiting for the client: by {@code sendfile} where the bytes go to
 * the socket as they are, else, for TLS and HTTP/2, through a buffer which is given back at once.
 * (Left to itself {@code transferTo} would hand those over in pieces of 8 KB, each a record of its
 * own.)
 */
public final class FileTransfer {
  private FileTransfer() {}

  /**
   * Sends what the channel takes now.
   *
   * @param to has the headers, sent or not
   * @param at position in the file; the channel's own does not count and is not changed
   * @return the number of bytes that were taken; less than {@code count} where no more is taken now
   * @throws EOFException if the file ends before {@code count} bytes
   */
  public static long send(
      ServerConnection connection, StreamSinkChannel to, FileChannel file, long at, long count)
      throws IOException {
    boolean http2 = Http2.is(connection);
    return http2 || connection.getSslSession() != null
        ? copy(BufferPool.window(connection), to, file, at, count)
        : sendfile(to, file, at, count);
  }

  private static long sendfile(StreamSinkChannel to, FileChannel file, long at, long count)
      throws IOException {
    // With the headers still to come Undertow would read from the channel's own position instead
    if (!to.flush()) {
      return 0;
    }
    long sent = 0;
    while (sent < count) {
      long taken = to.transferFrom(file, at + sent, count - sent);
      if (taken <= 0) {
        if (taken < 0 || file.size() <= at + sent) {
          throw shorter();
        }
        return sent;
      }
      sent += taken;
    }
    return sent;
  }

  private static long copy(
      PooledByteBuffer window, StreamSinkChannel to, FileChannel file, long at, long count)
      throws IOException {
    long sent = 0;
    try (window) {
      ByteBuffer bytes = window.getBuffer();
      while (sent < count) {
        bytes.clear().limit((int) Math.min(bytes.capacity(), count - sent));
        if (file.read(bytes, at + sent) <= 0) {
          throw shorter();
        }
        bytes.flip();
        while (bytes.hasRemaining() && to.write(bytes) > 0) {}
        sent += bytes.position();
        if (bytes.hasRemaining()) {
          return sent;
        }
      }
    }
    return sent;
  }

  private static EOFException shorter() {
    return new EOFException("The file became shorter while it was sent");
  }
}
