package io.slipway.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.threads.HotPool;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More clients that do not take their answers than there are threads that wait for them. */
class FloodTest extends SocketTest {
  private static final int THREADS = 3;
  private static final int CLIENTS = 2 * THREADS;
  private static final int MESSAGE = 900;

  private final List<SocketChannel> clients = new ArrayList<>();

  @AfterEach
  void leave() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    clients.clear();
  }

  private void start(int writeTimeoutMillis) throws Exception {
    BodyLimits limits = new BodyLimits(-1, 30_000, writeTimeoutMillis, 500);
    webapp.source(
        "Returns",
        """
        @ServerEndpoint("/returns")
        public class Returns {
          @OnMessage public String text(String message) { return message; }
        }
        """);
    webapp.source(
        "Awaits",
        """
        @ServerEndpoint("/awaits")
        public class Awaits {
          @OnMessage public void text(String message, Session session) throws Exception {
            session.getAsyncRemote().sendText(message).get();
          }
        }
        """);
    webapp.source(
        "Told",
        """
        @ServerEndpoint("/told")
        public class Told {
          @OnMessage public void text(String message, Session session) throws Exception {
            CountDownLatch told = new CountDownLatch(1);
            session.getAsyncRemote().sendText(message, result -> told.countDown());
            told.await();
          }
        }
        """);
    webapp.source(
        "Quick",
        """
        @WebServlet("/quick")
        public class Quick extends HttpServlet {
          @Override protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            response.getWriter().print("quick");
          }
        }
        """);
    start(
        plain()
            .threads(new HotPool(THREADS, 1_000))
            .pipeline(PipelineOptions.DEFAULT.withLimits(LimitOptions.DEFAULT.withBodies(limits))),
        "/");
  }

  /** Opens the sockets, and sends to all until nothing more is taken from any. */
  private void flood(String path) throws IOException {
    ByteBuffer messages = messages(200);
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < CLIENTS; i++) {
        SocketChannel client = upgraded(path);
        clients.add(client);
        client.configureBlocking(false);
        client.register(selector, SelectionKey.OP_WRITE, messages.duplicate());
      }
      while (selector.select(300) > 0) {
        for (SelectionKey key : selector.selectedKeys()) {
          ByteBuffer left = (ByteBuffer) key.attachment();
          try {
            ((SocketChannel) key.channel()).write(left.hasRemaining() ? left : left.rewind());
          } catch (IOException givenUp) {
            key.cancel();
          }
        }
        selector.selectedKeys().clear();
      }
    }
  }

  private SocketChannel upgraded(String path) throws IOException {
    URI uri = slipway.uri(path);
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, 4 * 1024);
    return Upgraded.to(uri, channel);
  }

  /** Texts, masked with zeros. */
  private static ByteBuffer messages(int count) {
    ByteBuffer messages = ByteBuffer.allocate(count * (8 + MESSAGE));
    for (int i = 0; i < count; i++) {
      messages.put((byte) 0x81).put((byte) (0x80 | 126)).putShort((short) MESSAGE);
      messages.putInt(0).put("a".repeat(MESSAGE).getBytes(ISO_8859_1));
    }
    return messages.flip();
  }

  private String quick() throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(slipway.uri("/app/quick"))
                .timeout(Duration.ofSeconds(20))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/app/returns", "/app/awaits", "/app/told"})
  void servletsGoOnWhenTheyHaveLeft(String endpoint) throws Exception {
    start(60_000);
    flood(endpoint);
    leave();
    assertThat(quick()).isEqualTo("quick");
  }

  @Test
  void servletsGoOnWhileTheyStayIfTheirEndpointsWaitWithoutCallingForIt() throws Exception {
    start(60_000);
    flood("/app/returns");
    assertThat(quick()).isEqualTo("quick");
    // they take what waits for them, and go on
    SocketChannel client = clients.get(0);
    client.configureBlocking(true);
    client.socket().setSoTimeout(20_000);
    byte[] taken = client.socket().getInputStream().readNBytes(10 * MESSAGE);
    assertThat(taken).hasSize(10 * MESSAGE);
  }

  @Test
  void servletsGoOnWithinTheWriteTimeoutWhileTheyStay() throws Exception {
    start(1_000);
    try (Talk idle = Talk.to(slipway.uri("/app/returns"))) {
      flood("/app/returns");
      assertThat(quick()).isEqualTo("quick");
      idle.say("still here");
      assertThat(idle.hear()).isEqualTo("still here");
    }
  }
}
