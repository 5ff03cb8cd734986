package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Await;
import io.slipway.CapturedLog;
import io.slipway.Slipway;
import io.slipway.wire.Http2Client.Frame;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that were reset cost their connection nothing: RFC 9113, 5.1, 5.4.2 and 6.9. */
@Timeout(60)
class Http2ResetsTest {
  /** One field. */
  private static final byte[] TRAILERS = "\0\1a\1b".getBytes(StandardCharsets.ISO_8859_1);

  /** A {@code Content-Length} of 5. */
  private static final byte[] FIVE = {0x0f, 0x0d, 1, '5'};

  /** Of a connection, which is not announced. */
  private static final int WINDOW = 65_535;

  private final CountDownLatch release = new CountDownLatch(1);
  private volatile String body = "";

  private final class Worker extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        if (request.getServletPath().equals("/wait") && !release.await(20, TimeUnit.SECONDS)) {
          throw new IOException("nobody has released it");
        }
        body = "whole, " + request.getInputStream().readAllBytes().length;
      } catch (IOException | InterruptedException e) {
        body = e.getMessage();
        if (request.getServletPath().equals("/whole")) {
          throw new IOException(e);
        }
      }
      response.getWriter().print(body);
    }
  }

  @AutoClose private Slipway slipway;
  @AutoClose private Http2Client client;

  @BeforeEach
  void connect() throws IOException {
    slipway = slipway(256);
    client = new Http2Client(slipway.port());
  }

  private Slipway slipway(int streams) {
    return Http2Server.start(
        Http2Server.streams(streams),
        w -> w.servlet("worker", new Worker(), "/wait", "/read", "/whole"));
  }

  private static int code(Frame reset) {
    assertThat(reset.type()).isEqualTo(Http2Client.RST_STREAM);
    return reset.error();
  }

  /** Body and trailers, as a client sends them that has not heard of it yet. */
  private static void sendLate(Http2Client client, int stream) throws IOException {
    client
        .frame(Http2Client.DATA, 0, stream, new byte[1_000])
        .frame(
            Http2Client.DATA,
            Http2Client.PADDED,
            stream,
            (byte) 3,
            (byte) 1,
            (byte) 0,
            (byte) 0,
            (byte) 0)
        .frame(
            Http2Client.HEADERS, Http2Client.END_STREAM | Http2Client.END_HEADERS, stream, TRAILERS)
        .send();
  }

  private static void assertAnswers(Http2Client client, int stream) throws IOException {
    client.get(stream, "/read").send();
    assertThat(client.next(stream)).isNotNull();
  }

  @Test
  void whatComesOnAStreamThatWasRefusedIsDropped() throws IOException {
    try (Slipway slipway = slipway(1);
        Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/wait").post(3, "/read").frame(Http2Client.DATA, 0, 3, new byte[1]).send();
      assertThat(code(client.next(3))).isEqualTo(Http2Client.REFUSED_STREAM);
      sendLate(client, 3);
      release.countDown();
      assertThat(client.next(1).type()).isEqualTo(Http2Client.HEADERS);
    }
  }

  /** Without a path, or for no server that could be told. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/read"})
  void whatComesOnAStreamThatWasMalformedIsDropped(String path) throws IOException {
    byte[] request = Http2Client.request("POST", path);
    byte[] twice = join(request, Arrays.copyOfRange(request, request.length - 3, request.length));
    client.frame(Http2Client.HEADERS, 4, 1, path.isEmpty() ? request : twice).send();
    assertThat(code(client.next(1))).isEqualTo(Http2Client.PROTOCOL_ERROR);
    sendLate(client, 1);
    assertAnswers(client, 3);
  }

  /** More than it has said. */
  @Test
  void whatComesOnAStreamThatUndertowHasResetIsDropped() throws IOException {
    byte[] head = join(Http2Client.request("POST", "/wait"), FIVE);
    client.frame(Http2Client.HEADERS, 4, 1, head).frame(Http2Client.DATA, 0, 1, new byte[6]).send();
    assertThat(code(client.next(1))).isEqualTo(Http2Client.PROTOCOL_ERROR);
    sendLate(client, 1);
    assertAnswers(client, 3);
    release.countDown();
  }

  /** How many bytes less a client may send than at the beginning. */
  private static int missing(Http2Client client, int sent) throws IOException {
    client.frame(Http2Client.PING, 0, 0, new byte[8]).send();
    int missing = sent;
    for (Frame frame = client.next(0); frame.type() != Http2Client.PING; frame = client.next(0)) {
      if (frame.type() == Http2Client.WINDOW_UPDATE) {
        missing -= ByteBuffer.wrap(frame.payload()).getInt();
      }
    }
    return missing;
  }

  /**
   * Waits until there is room for as much as there always should be, of which so many bytes are
   * missing now; how many it are then.
   */
  private static int awaitRoom(Http2Client client, int missing) throws IOException {
    int left = missing;
    while (left > WINDOW / 2 + 1) {
      Frame frame = client.next(0);
      assertThat(frame).isNotNull();
      assertThat(frame.type()).isNotEqualTo(Http2Client.GOAWAY);
      if (frame.type() == Http2Client.WINDOW_UPDATE) {
        left -= ByteBuffer.wrap(frame.payload()).getInt();
      }
    }
    return left;
  }

  /** Whoever refuses it: Undertow, by its first check or its parser, or the container. */
  @ParameterizedTest
  @ValueSource(strings = {"/read", "/read?a=", "/read?a&b&c&d&e&f=", "/read;a="})
  void whatComesWithATargetThatMayNotBeTakesNoRoomFromOthers(String begin) throws IOException {
    int missing = 0;
    for (int c = 0; c < 256; c++) {
      int stream = 1 + 2 * c;
      client.post(stream, begin + (char) c);
      client.frame(Http2Client.DATA, Http2Client.END_STREAM, stream, new byte[1_000]).send();
      missing = awaitRoom(client, missing + 1_000);
    }
    assertAnswers(client, 513);
  }

  @Test
  void uploadsThatAreCancelledTakeNoRoomFromOthers() throws IOException {
    int missing = 0;
    for (int stream = 1; stream < 20; stream += 2) {
      client.post(stream, "/wait");
      for (int i = 0; i < 6; i++) {
        client.frame(Http2Client.DATA, 0, stream, new byte[10_000]);
      }
      client.reset(stream);
      missing = missing(client, missing + 60_000);
      assertThat(missing).as("after stream %d", stream).isLessThanOrEqualTo(WINDOW / 2 + 1);
    }
    release.countDown();
  }

  @Test
  void whatComesWithAConnectTakesNoRoomFromOthers() throws IOException {
    // :method and :authority, literal
    byte[] connect = "\2\7CONNECT\1\1h".getBytes(StandardCharsets.ISO_8859_1);
    int missing = 0;
    for (int stream = 1; stream < 20; stream += 2) {
      client.frame(Http2Client.HEADERS, 4, stream, connect);
      client.frame(Http2Client.DATA, 0, stream, new byte[10_000]);
      client.frame(Http2Client.DATA, Http2Client.END_STREAM, stream, new byte[10_000]).send();
      missing += 20_000;
    }
    awaitRoom(client, missing);
  }

  @Test
  void paddingTakesNoRoom() throws IOException {
    byte[] padded = new byte[256];
    padded[0] = (byte) 200;
    client.post(1, "/wait");
    for (int i = 0; i < 400; i++) {
      client.frame(Http2Client.DATA, Http2Client.PADDED, 1, padded);
    }
    client.send();
    assertThat(missing(client, 400 * 256)).isBetween(400 * 55, 400 * 55 + WINDOW / 2 + 1);
    client.frame(Http2Client.DATA, Http2Client.END_STREAM, 1, new byte[1]).send();
    release.countDown();
    assertThat(client.next(1, Http2Client.WINDOW_UPDATE).type()).isEqualTo(Http2Client.HEADERS);
    assertThat(body).isEqualTo("whole, " + (400 * 55 + 1));
    assertThat(missing(client, 400 * 55 + 1)).isLessThanOrEqualTo(WINDOW / 2 + 1);
  }

  @Test
  void aBodyWithMalformedTrailersIsNotWhole() throws IOException {
    client
        .post(1, "/read")
        .frame(Http2Client.DATA, 0, 1, new byte[1])
        .frame(Http2Client.HEADERS, 5, 1, "\0\1A\1b".getBytes(StandardCharsets.ISO_8859_1))
        .send();
    assertThat(code(client.next(1, Http2Client.WINDOW_UPDATE)))
        .isEqualTo(Http2Client.PROTOCOL_ERROR);
    Await.await(() -> !body.isEmpty());
    assertThat(body).contains("trailer section of the request is malformed");
  }

  /** As in HTTP/1.1, where it ends the connection: the client must not wait for ever. */
  @Test
  void trailersThatCannotBeMadeResetTheStream() throws IOException {
    HttpServlet failing =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            response.setTrailerFields(
                () -> {
                  throw new IllegalStateException("no trailers");
                });
            response.getWriter().print("body");
          }
        };
    try (CapturedLog log = new CapturedLog("io.slipway.http");
        Slipway slipway = Http2Server.start(w -> w.servlet("failing", failing, "/x"));
        Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/x").send();
      Frame frame = client.next(1, Http2Client.HEADERS, Http2Client.DATA);
      assertThat(frame.type()).isEqualTo(Http2Client.RST_STREAM);
      assertThat(log.records())
          .anyMatch(line -> line.getThrown().getMessage().equals("no trailers"));
    }
  }

  /** RFC 9113, 5.4.2. */
  @ParameterizedTest
  @ValueSource(strings = {"/read", "/wait", "/whole"})
  void aStreamIsResetOnce(String path) throws IOException {
    client.get(1, "/wait");
    for (int stream = 3; stream <= 41; stream += 2) {
      byte[] head = Http2Client.request("POST", path);
      client
          .frame(Http2Client.HEADERS, Http2Client.END_HEADERS, stream, join(head, FIVE))
          .frame(Http2Client.DATA, Http2Client.END_STREAM, stream, new byte[3])
          .send();
      Frame reset = client.next(stream);
      assertThat(reset.type()).isEqualTo(Http2Client.RST_STREAM);
      assertThat(code(reset)).isEqualTo(Http2Client.PROTOCOL_ERROR);
    }
    release.countDown();
    client.get(43, "/read").send();
    for (Frame frame = client.next(); frame.stream() != 43; frame = client.next()) {
      assertThat(frame.type()).isNotEqualTo(Http2Client.RST_STREAM);
    }
  }

  /** RFC 9113, 5.4.2 and 6.9. */
  @Test
  void aRequestWithoutABodyIsResetOnce() throws IOException {
    for (int stream = 1; stream <= 41; stream += 2) {
      client
          .get(stream, "/wait")
          .frame(Http2Client.WINDOW_UPDATE, 0, stream, new byte[4])
          .frame(Http2Client.WINDOW_UPDATE, 0, stream, new byte[4])
          .send();
      assertThat(code(client.next(stream))).isEqualTo(Http2Client.PROTOCOL_ERROR);
    }
    release.countDown();
    client.get(43, "/read").send();
    for (Frame frame = client.next(); frame.stream() != 43; frame = client.next()) {
      assertThat(frame.type()).isNotEqualTo(Http2Client.RST_STREAM);
    }
  }

  /** RFC 9113, 5.1: of a request that is served, and of one that is over. */
  @ParameterizedTest
  @CsvSource({"/wait, 0", "/wait, 1", "/read, 0"})
  void whatComesBehindTheEndOfAStreamEndsItAlone(String path, int type) throws IOException {
    byte[] payload = type == Http2Client.DATA ? new byte[10_000] : TRAILERS;
    for (int stream = 1; stream <= 21; stream += 2) {
      client.get(stream, path).send();
      if (path.equals("/read")) {
        assertThat(client.last(stream).isLast()).isTrue();
      }
      client.frame(type, Http2Client.END_STREAM | Http2Client.END_HEADERS, stream, payload);
      client.send();
      assertThat(code(client.next(stream))).isEqualTo(Http2Client.STREAM_CLOSED);
      client.frame(type, Http2Client.END_STREAM | Http2Client.END_HEADERS, stream, payload);
    }
    release.countDown();
    assertAnswers(client, 23);
  }

  /** RFC 9113, 8.1. */
  @Test
  void fieldsInTheMidstOfABodyResetTheStream() throws IOException {
    client.post(1, "/read").frame(Http2Client.HEADERS, Http2Client.END_HEADERS, 1, TRAILERS).send();
    assertThat(code(client.next(1))).isEqualTo(Http2Client.PROTOCOL_ERROR);
    sendLate(client, 1);
    assertAnswers(client, 3);
  }

  /** RFC 9113, 8.1.1. */
  @Test
  void aBodyThatIsTooShortIsNotWholeWithTrailersBehindIt() throws IOException {
    client
        .frame(
            Http2Client.HEADERS,
            Http2Client.END_HEADERS,
            1,
            join(Http2Client.request("POST", "/read"), FIVE))
        .frame(Http2Client.DATA, 0, 1, new byte[3])
        .frame(Http2Client.HEADERS, Http2Client.END_STREAM | Http2Client.END_HEADERS, 1, TRAILERS)
        .send();
    assertThat(code(client.next(1, Http2Client.WINDOW_UPDATE)))
        .isEqualTo(Http2Client.PROTOCOL_ERROR);
    Await.await(() -> !body.isEmpty());
    assertThat(body).contains("shorter than its Content-Length");
    assertAnswers(client, 3);
  }

  /** RFC 9113, 5.1.1: the server's own number. */
  @Test
  void aPushedStreamTakesNoRequest() throws IOException {
    HttpServlet pushing =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            request.newPushBuilder().path("/wait").push();
          }
        };
    try (Slipway slipway =
            Http2Server.start(
                w ->
                    w.servlet("pushing", pushing, "/push")
                        .servlet("worker", new Worker(), "/wait", "/read"));
        Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/push").send();
      assertThat(client.next(1, Http2Client.HEADERS).type()).isEqualTo(Http2Client.PUSH_PROMISE);
      client.get(2, "/read").send();
      Frame frame = client.next();
      while (frame.type() != Http2Client.GOAWAY) {
        frame = client.next();
      }
      assertThat(frame.error()).isEqualTo(Http2Client.PROTOCOL_ERROR);
      assertThat(body).isEmpty();
      release.countDown();
    }
  }

  private static byte[] join(byte[] head, byte[] more) {
    return ByteBuffer.allocate(head.length + more.length).put(head).put(more).array();
  }

  /** RFC 9113, 3.4: an acknowledgement has no settings. */
  @ParameterizedTest
  @ValueSource(strings = {"\0\0\10\6\0\0\0\0\00012345678", "\0\0\0\4\1\0\0\0\0"})
  void whoBeginsWithoutSettingsGetsAGoAwayAndNoErrorIsLogged(String first) throws IOException {
    try (CapturedLog log = new CapturedLog("io");
        Socket socket = new Socket("127.0.0.1", slipway.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + first).getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = socket.getInputStream().readAllBytes();
      ByteBuffer goAway = ByteBuffer.wrap(answer, answer.length - 17, 17);
      assertThat(goAway.get(goAway.position() + 3)).isEqualTo((byte) Http2Client.GOAWAY);
      assertThat(goAway.getInt(goAway.position() + 13)).isEqualTo(Http2Client.PROTOCOL_ERROR);
      assertThat(log.records())
          .noneMatch(line -> line.getLevel().intValue() >= Level.SEVERE.intValue());
      assertThat(log.records())
          .anyMatch(line -> line.getMessage().contains("its first frame is not SETTINGS"));
    }
  }
}
