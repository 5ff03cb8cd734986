package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send frames as no good one does. */
class HostileClientsTest extends SocketTest {
  private static final int PAYLOAD = 125;
  private static final int PING = 6 + PAYLOAD;
  private static final int PONG = 2 + PAYLOAD;

  /** Starts the webapp with this endpoint beside whatever it has. */
  private URI echo() throws Exception {
    webapp.source(
        "Echo",
        """
        @ServerEndpoint("/echo")
        public class Echo {
          @OnMessage public String text(String message) { return message; }
        }
        """);
    return start("/echo");
  }

  private static SocketChannel upgraded(URI endpoint) throws IOException {
    return Upgraded.to(endpoint, SocketChannel.open());
  }

  /** Pings, masked with zeros. */
  private static ByteBuffer pings(int count) {
    ByteBuffer pings = ByteBuffer.allocate(count * PING);
    for (int i = 0; i < count; i++) {
      pings.put((byte) 0x89).put((byte) (0x80 | PAYLOAD)).put(new byte[4 + PAYLOAD]);
    }
    return pings.flip();
  }

  /** The code of the close frame that answers. */
  private static int closedFor(URI endpoint, int... frame) throws IOException {
    try (SocketChannel client = upgraded(endpoint)) {
      ByteBuffer sent = ByteBuffer.allocate(frame.length);
      for (int one : frame) {
        sent.put((byte) one);
      }
      client.write(sent.flip());
      client.socket().setSoTimeout(20_000);
      byte[] answer = client.socket().getInputStream().readNBytes(4);
      assertThat(answer).hasSize(4);
      assertThat(answer[0] & 0xff).as("a close frame").isEqualTo(0x88);
      return ByteBuffer.wrap(answer).getShort(2);
    }
  }

  @Test
  void framesWithoutAMaskCloseTheSocket() throws Exception {
    URI echo = echo();
    assertThat(closedFor(echo, 0x81, 1, 'a')).isEqualTo(1002);
    assertThat(closedFor(echo, 0x81, 0x81, 0, 0, 0, 0, 'a', 0x89, 0)).isEqualTo(1002);
  }

  @Test
  void aFrameThatIsTooLongClosesTheSocketBeforeItsBytesCome() throws Exception {
    URI echo = echo();
    assertThat(closedFor(echo, 0x82, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0)).isEqualTo(1009);
    assertThat(closedFor(echo, 0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255))
        .isEqualTo(1009);
    assertThat(closedFor(echo, 0x82, 0xff, 255, 255, 255, 255, 255, 255, 255, 255)).isEqualTo(1009);
  }

  /** In hexadecimal, masked with zeros: what Tyrus is trusted with. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1002 | c1 81 00000000 61                   | RSV1 without an extension (5.2)
          1002 | 83 80 00000000                      | a reserved opcode
          1002 | 8b 80 00000000                      | a reserved control opcode
          1002 | 09 80 00000000                      | a ping in fragments (5.5)
          1002 | 89 fe 007e 00000000                 | a ping of 126 bytes
          1002 | 80 81 00000000 61                   | goes on with nothing (5.4)
          1002 | 01 81 00000000 61 82 81 00000000 62 | a message within another
          1002 | 88 81 00000000 03                   | half a code (5.5.1)
          1002 | 88 82 00000000 03ed                 | a code that is never sent (7.4.1)
          1002 | 88 82 00000000 07d0                 | one for extensions (7.4.2)
          4999 | 88 82 00000000 1387                 | a good one comes back
          1007 | 88 83 00000000 03e8 ff              | a reason that is no UTF-8 (8.1)
          1007 | 81 83 00000000 eda080               | a text with a surrogate
          1007 | 81 82 00000000 e282                 | one that ends within a character
          1007 | 01 82 00000000 e282 80 81 00000000 61 | one broken between fragments
          """)
  void framesThatAreNotOfTheProtocolCloseTheSocket(int code, String frames, String why)
      throws Exception {
    byte[] bytes = HexFormat.of().parseHex(frames.replace(" ", ""));
    int[] sent = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      sent[i] = bytes[i];
    }
    assertThat(closedFor(echo(), sent)).as(why).isEqualTo(code);
  }

  @Test
  void noMoreIsReadFromOneThatDoesNotTakeTheAnswers() throws Exception {
    try (SocketChannel client = upgraded(echo());
        Selector selector = Selector.open()) {
      client.configureBlocking(false);
      SelectionKey key = client.register(selector, SelectionKey.OP_WRITE);
      ByteBuffer pings = pings(500);
      long sent = 0;
      while (sent < 64 << 20 && selector.select(2_000) > 0) {
        selector.selectedKeys().clear();
        sent += client.write(pings.hasRemaining() ? pings : pings.rewind());
      }
      assertThat(sent).as("bytes that were taken").isLessThan(64 << 20);

      key.cancel();
      selector.selectNow();
      client.configureBlocking(true);
      long answers = sent / PING * PONG;
      ByteBuffer into = ByteBuffer.allocate(64 * 1024);
      long got = 0;
      while (got < answers) {
        int count = client.read(into.clear());
        assertThat(count).isPositive();
        got += count;
      }
      assertThat(got).isEqualTo(answers);
    }
  }

  /** By the idle time that the webapp gives its sockets: a part of a frame is no sign of life. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFrameThatIsNotSentToItsEndKeepsNoSocket(boolean trickles) throws Exception {
    webapp.source(
        "Impatient",
        """
        @WebListener
        public class Impatient implements ServletContextListener {
          @Override public void contextInitialized(ServletContextEvent event) {
            ((ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName()))
                .setDefaultMaxSessionIdleTimeout(400);
          }
        }
        """);
    try (SocketChannel client = upgraded(echo())) {
      client.write(ByteBuffer.wrap(new byte[] {(byte) 0x82, (byte) 0xfe, 0x70, 0, 0, 0, 0, 0, 1}));
      Socket socket = client.socket();
      socket.setSoTimeout(trickles ? 20 : 20_000);
      InputStream in = socket.getInputStream();
      int first = -2;
      for (int sent = 0; first == -2 && sent < 1_000; sent++) {
        try {
          first = in.read();
        } catch (SocketTimeoutException nothing) {
          client.write(ByteBuffer.allocate(1));
        }
      }
      assertThat(first).as("a close frame").isEqualTo(0x88);
      socket.setSoTimeout(20_000);
      assertThat(in.readAllBytes()).isNotEmpty();
    }
  }
}
