package io.slipway.spi;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A response body that can take bytes straight from a file, without a copy through the heap.
 * Implemented by the container's own {@code ServletOutputStream}; a wrapped one is simply written
 * to.
 */
public interface FileSink {
  /**
   * Sends what was written before, then {@code count} bytes of the file. Blocks as a write does;
   * commits the response. The channel's own position is neither used nor changed; the caller closes
   * the channel.
   *
   * @throws java.io.EOFException if the file ends before {@code count} bytes; the response cannot
   *     be completed any more, so the caller lets the exception go up and the connection is broken
   * @throws IOException if the client is gone
   */
  void transferFrom(FileChannel file, long position, long count) throws IOException;
}
