package io.slipway.wire;

import java.net.InetSocketAddress;

/** Is told of heads in HTTP/1.1 that are answered without having become a request. */
public interface RefusedHeads {
  /**
   * On the IO thread of the connection.
   *
   * @param size bytes of the answer's body
   */
  void answered(InetSocketAddress client, int status, int size);
}
