package io.slipway.wire;

import org.xnio.StreamConnection;

/** Is told of heads in HTTP/1.1 that are answered without having become a request. */
public interface RefusedHeads {
  /**
   * On the IO thread of the connection.
   *
   * @param connection to look at, not to use
   * @param size bytes of the answer's body
   */
  void answered(StreamConnection connection, int status, int size);
}
