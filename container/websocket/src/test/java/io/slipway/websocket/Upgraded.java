package io.slipway.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Sockets on which a test writes the frames itself. */
final class Upgraded {
  private Upgraded() {}

  /**
   * @param channel not connected
   * @return the same, behind the handshake
   */
  static SocketChannel to(URI endpoint, SocketChannel channel) throws IOException {
    channel.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
    channel.write(
        ByteBuffer.wrap(
            """
            GET %s HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """
                .formatted(endpoint.getPath())
                .getBytes(ISO_8859_1)));
    StringBuilder head = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0 && channel.read(one.clear()) > 0) {
      head.append((char) one.get(0));
    }
    assertThat(head).startsWith("HTTP/1.1 101");
    return channel;
  }
}
