package io.slipway.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients leave in the log. Its endpoints have names of their own, as lines are sparse. */
class ClientFaultsTest extends SocketTest {
  private static final int MANY = 20;
  private static final Logger TYRUS = Logger.getLogger("org.glassfish.tyrus");
  private static final Logger ENDPOINTS =
      Logger.getLogger("org.glassfish.tyrus.core.AnnotatedEndpoint");

  private static final class Lines extends Handler {
    private final List<LogRecord> all = new CopyOnWriteArrayList<>();
    private final Semaphore logged = new Semaphore(0);

    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.INFO.intValue()) {
        all.add(line);
        logged.release();
      }
    }

    void awaitNext() throws InterruptedException {
      assertThat(logged.tryAcquire(20, TimeUnit.SECONDS)).as("a line").isTrue();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Lines lines = new Lines();

  @BeforeEach
  void serve() throws Exception {
    for (String name : List.of("GetsTooBig", "GetsTooBigAtFine")) {
      webapp.source(
          name,
          """
          @ServerEndpoint("/%1$s")
          public class %1$s {
            @OnOpen public void open(Session session) { session.setMaxTextMessageBufferSize(10); }
            @OnMessage public void text(String message) {}
          }
          """
              .formatted(name));
    }
    webapp.source(
        "ToldOfTooBig",
        """
        @ServerEndpoint("/ToldOfTooBig")
        public class ToldOfTooBig {
          static final BlockingQueue<String> ERRORS = new LinkedBlockingQueue<>();
          @OnOpen public void open(Session session) { session.setMaxTextMessageBufferSize(10); }
          @OnMessage public void text(String message) {}
          @OnError public void error(Throwable failure) {
            ERRORS.add(failure.getClass().getSimpleName());
          }
        }
        """);
    for (String name : List.of("AnswersNobody", "AwaitsNobody")) {
      webapp.source(
          name,
          """
          @ServerEndpoint("/%1$s")
          public class %1$s {
            static final CountDownLatch BEGUN = new CountDownLatch(1);
            static final CountDownLatch GONE = new CountDownLatch(1);
            static final CountDownLatch CLOSED = new CountDownLatch(1);
            @OnMessage public %2$s {
              BEGUN.countDown();
              GONE.await();
              %3$s;
            }
            @OnClose public void closed() { CLOSED.countDown(); }
          }
          """
              .formatted(
                  name,
                  name.equals("AnswersNobody")
                      ? "String text(String message) throws Exception"
                      : "void text(String message, Session session) throws Exception",
                  name.equals("AnswersNobody")
                      ? "return message"
                      : "session.getAsyncRemote().sendText(message).get()"));
    }
    webapp.source(
        "Control",
        """
        @ServerEndpoint("/Control")
        public class Control {
          @OnMessage public String text(String command) throws Exception {
            switch (command) {
              case "errors": return ToldOfTooBig.ERRORS.take();
              case "AnswersNobody begun": AnswersNobody.BEGUN.await(); break;
              case "AnswersNobody gone": AnswersNobody.GONE.countDown(); break;
              case "AnswersNobody closed": AnswersNobody.CLOSED.await(); break;
              case "AwaitsNobody begun": AwaitsNobody.BEGUN.await(); break;
              case "AwaitsNobody gone": AwaitsNobody.GONE.countDown(); break;
              case "AwaitsNobody closed": AwaitsNobody.CLOSED.await(); break;
            }
            return command;
          }
        }
        """);
    webapp.source(
        "TakesBytes",
        """
        @ServerEndpoint("/TakesBytes")
        public class TakesBytes {
          @OnMessage public byte[] bytes(byte[] message) { return message; }
        }
        """);
    webapp.source(
        "TakesNumbers",
        """
        @ServerEndpoint("/TakesNumbers")
        public class TakesNumbers {
          @OnMessage public void number(int message) {}
          @OnMessage public byte[] bytes(byte[] message) { return message; }
        }
        """);
    webapp.source(
        "FaultyItself",
        """
        @ServerEndpoint("/FaultyItself")
        public class FaultyItself {
          @OnMessage public void text(String message) throws Exception {
            throw message.equals("io") ? new IOException("own") : new IllegalStateException("own");
          }
          @OnMessage public byte[] bytes(byte[] message) { return message; }
        }
        """);
    start("/");
    TYRUS.addHandler(lines);
  }

  @AfterEach
  void forget() {
    TYRUS.removeHandler(lines);
  }

  private SocketChannel upgraded(String endpoint) throws IOException {
    return Upgraded.to(slipway.uri("/app/" + endpoint), SocketChannel.open());
  }

  /** A frame, masked with zeros. */
  private static ByteBuffer frames(int count, int head, String payload) {
    ByteBuffer frames = ByteBuffer.allocate(count * (6 + payload.length()));
    for (int i = 0; i < count; i++) {
      frames.put((byte) head).put((byte) (0x80 | payload.length())).putInt(0);
      frames.put(payload.getBytes(ISO_8859_1));
    }
    return frames.flip();
  }

  /** A message in fragments that gets too big, and more of it. */
  private void tooBig(String endpoint) throws IOException {
    try (SocketChannel client = upgraded(endpoint)) {
      client.write(
          new ByteBuffer[] {
            frames(1, 0x01, "12345678"), frames(MANY, 0x00, "12345678"), frames(MANY, 0x89, "ping")
          });
      client.socket().setSoTimeout(20_000);
      byte[] answer = client.socket().getInputStream().readNBytes(4);
      assertThat(answer).startsWith(0x88);
      assertThat(ByteBuffer.wrap(answer).getShort(2)).isEqualTo((short) 1009);
      client.shutdownOutput();
      client.socket().getInputStream().readAllBytes();
    }
  }

  private void control(String... commands) throws Exception {
    try (Talk control = Talk.to(slipway.uri("/app/Control"))) {
      for (String command : commands) {
        assertThat(control.say(command).hear()).isEqualTo(command);
      }
    }
  }

  private void oneLineOf(String endpoint, String fault) throws InterruptedException {
    lines.awaitNext();
    assertThat(lines.all)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getMessage())
                  .contains("app." + endpoint, fault, "at FINE")
                  .hasSizeLessThan(500);
              assertThat(line.getThrown()).isNull();
            });
  }

  @Test
  void messagesThatGetTooBigLeaveOneLine() throws Exception {
    for (int i = 0; i < MANY; i++) {
      tooBig("GetsTooBig");
    }
    oneLineOf("GetsTooBig", "maxMessageSize");
  }

  @Test
  void theEndpointIsToldOfThemAsBefore() throws Exception {
    tooBig("ToldOfTooBig");
    try (Talk control = Talk.to(slipway.uri("/app/Control"))) {
      assertThat(control.say("errors").hear()).isEqualTo("MessageTooBigException");
    }
    assertThat(lines.all).isEmpty();
  }

  @Test
  void eachIsThereWithItsTraceForWhoAsks() throws Exception {
    Level before = ENDPOINTS.getLevel();
    ENDPOINTS.setLevel(Level.FINE);
    try {
      for (int i = 0; i < MANY; i++) {
        tooBig("GetsTooBigAtFine");
        // told after the close frame
        lines.awaitNext();
      }
    } finally {
      ENDPOINTS.setLevel(before);
    }
    assertThat(lines.all).hasSize(MANY).allMatch(line -> line.getThrown() != null);
  }

  @ParameterizedTest
  @CsvSource({"AnswersNobody", "AwaitsNobody"})
  void whatWaitsForAnAnswerWhenItsClientGoesLeavesOneLine(String endpoint) throws Exception {
    SocketChannel client = upgraded(endpoint);
    client.write(frames(MANY, 0x81, "hello"));
    control(endpoint + " begun");
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    client.close();
    control(endpoint + " gone", endpoint + " closed");
    oneLineOf(endpoint, "ConnectionGone");
  }

  /** Of a kind that the endpoint does not take, or that cannot be decoded. */
  @ParameterizedTest
  @CsvSource({"TakesBytes", "TakesNumbers"})
  void messagesThatAnEndpointCannotTakeLeaveOneLine(String endpoint) throws Exception {
    try (SocketChannel client = upgraded(endpoint)) {
      client.write(frames(MANY, 0x81, "hello"));
      awaitAnswer(client);
    }
    assertThat(lines.all).hasSize(1);
  }

  @Test
  void whatTheApplicationThrowsIsThereEachTimeWithItsTrace() throws Exception {
    try (SocketChannel client = upgraded("FaultyItself")) {
      client.write(frames(3, 0x81, "state"));
      client.write(frames(3, 0x81, "io"));
      awaitAnswer(client);
    }
    assertThat(lines.all)
        .hasSize(6)
        .allSatisfy(
            line -> {
              assertThat(line.getMessage())
                  .isEqualTo("Unhandled exception in endpoint app.FaultyItself.");
              assertThat(line.getThrown())
                  .hasMessage("own")
                  .hasStackTraceContaining("app.FaultyItself");
            });
  }

  /** Behind all that was sent before. */
  private static void awaitAnswer(SocketChannel client) throws IOException {
    client.write(frames(1, 0x82, "done"));
    client.socket().setSoTimeout(20_000);
    assertThat(client.socket().getInputStream().readNBytes(6))
        .endsWith("done".getBytes(ISO_8859_1));
  }
}
