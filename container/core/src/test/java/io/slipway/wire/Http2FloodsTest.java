package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CapturedLog;
import io.slipway.ClientAuth;
import io.slipway.Slipway;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.wire.Http2Client.Frame;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections in HTTP/2 that ask for more than their share (RFC 9113, 10.5), however they became
 * connections in HTTP/2.
 */
@Timeout(60)
class Http2FloodsTest {
  private static volatile CompletableFuture<String> release;
  private static volatile String seen;
  private static Slipway slipway;

  /** Of WINDOW_UPDATE, for one byte. */
  private static final byte[] ROOM = {0, 0, 0, 1};

  enum Way {
    PRIOR_KNOWLEDGE,
    UPGRADE,
    TLS
  }

  static final class Worker extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getServletPath().equals("/slow")) {
        try {
          release.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
          throw new IOException(e);
        }
      }
      if (request.getRequestURI().equals("/seen")) {
        // requests of other paths may outlive their test
        seen = Collections.list(request.getHeaderNames()).toString();
      }
      for (int i = 0; request.getServletPath().equals("/pieces") && i < 100; i++) {
        response.getOutputStream().print("piece");
        response.flushBuffer();
      }
      response.getOutputStream().print("hello");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    slipway = start(4);
  }

  private static Slipway start(int streams) throws Exception {
    return Slipway.builder()
        .port(0)
        .h2c(true)
        .https(0, TestTls.server(), ClientAuth.NONE)
        .pipeline(
            PipelineOptions.DEFAULT.withLimits(
                LimitOptions.DEFAULT.withHttp2(new Http2Limits(streams, 20, 50, 3))))
        .webapp("/", w -> w.servlet("worker", new Worker(), "/slow", "/pieces", "/*"))
        .start();
  }

  @AfterAll
  static void stop() {
    slipway.close();
  }

  @BeforeEach
  void forget() {
    release = new CompletableFuture<>();
    seen = null;
  }

  private static Http2Client open(Way way) throws Exception {
    return open(way, slipway);
  }

  private static Socket connect(Way way, Slipway slipway) throws Exception {
    return way == Way.TLS
        ? TestTls.client("h2").createSocket("127.0.0.1", slipway.httpsPort())
        : new Socket("127.0.0.1", slipway.port());
  }

  /** A client that is as far as a client may be before its first request; streams begin with 3. */
  private static Http2Client open(Way way, Slipway slipway) throws Exception {
    Socket socket = connect(way, slipway);
    if (way != Way.UPGRADE) {
      return new Http2Client(socket).send();
    }
    socket.setSoTimeout(20_000);
    Wire.send(
        socket,
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
    assertThat(Wire.line(socket.getInputStream())).startsWith("HTTP/1.1 101");
    while (!Wire.line(socket.getInputStream()).isEmpty()) {
      continue;
    }
    Http2Client client = new Http2Client(socket).send();
    Frame answer = await(client, Http2Client.HEADERS, Http2Client.RST_STREAM);
    assertThat(answer.type()).isEqualTo(Http2Client.HEADERS);
    assertThat(answer.stream()).isEqualTo(1);
    return client;
  }

  /** The first of two types of frames that comes; null for the end. */
  private static Frame await(Http2Client client, int one, int other) throws IOException {
    Frame frame = client.next();
    while (frame != null && frame.type() != one && frame.type() != other) {
      frame = client.next();
    }
    return frame;
  }

  /** With fields, by name and value. */
  private static byte[] get(String path, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Http2Client.request("GET", path));
    for (int i = 0; i < more.length; i += 2) {
      out.write(0);
      string(out, more[i]);
      string(out, more[i + 1]);
    }
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void assertCalmed(Http2Client client) throws IOException {
    Frame end = await(client.send(), Http2Client.GOAWAY, Http2Client.GOAWAY);
    if (end != null) {
      assertThat(end.error()).isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
      assertThat(await(client, Http2Client.GOAWAY, Http2Client.GOAWAY)).isNull();
    }
    // where bytes were on their way the connection is reset, and GOAWAY may be lost
  }

  private static void assertEnded(Http2Client client) throws IOException {
    Frame end = await(client, Http2Client.GOAWAY, Http2Client.GOAWAY);
    assertThat(end).isNotNull();
    assertThat(end.error()).isZero();
    assertThat(await(client, Http2Client.GOAWAY, Http2Client.GOAWAY)).isNull();
  }

  private static void assertRefused(Http2Client client, int stream) throws IOException {
    Frame reset = await(client, Http2Client.RST_STREAM, Http2Client.GOAWAY);
    assertThat(type(reset)).isEqualTo(Http2Client.RST_STREAM);
    assertThat(reset.stream()).isEqualTo(stream);
    assertThat(reset.error()).isEqualTo(Http2Client.REFUSED_STREAM);
  }

  private static void awaitReset(Http2Client client, int stream) throws IOException {
    Frame reset = client.next(stream);
    while (reset != null && reset.type() != Http2Client.RST_STREAM) {
      reset = client.next(stream);
    }
    assertThat(reset).isNotNull();
  }

  /** HEADERS for an answer, RST_STREAM for none; -1 for the end. */
  private static int firstOf(Http2Client client) throws IOException {
    return type(await(client, Http2Client.HEADERS, Http2Client.RST_STREAM));
  }

  private static int type(Frame frame) {
    return frame == null ? -1 : frame.type();
  }

  private static Slipway impatient() throws Exception {
    return impatient(300);
  }

  private static Slipway impatient(int millis) throws Exception {
    return Slipway.builder()
        .port(0)
        .h2c(true)
        .https(0, TestTls.server(), ClientAuth.NONE)
        .pipeline(
            PipelineOptions.DEFAULT.withLimits(
                LimitOptions.DEFAULT.withConnections(
                    ConnectionLimits.DEFAULT.withIdleTimeoutMillis(millis))))
        .webapp("/", w -> w.servlet("worker", new Worker(), "/slow", "/pieces", "/*"))
        .start();
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionWhoseLastStreamWasResetIsIdle(Way way) throws Exception {
    try (Slipway impatient = impatient();
        Http2Client client = open(way, impatient)) {
      client.get(3, "/slow").send();
      client.reset(3).send();
      release.complete("");
      assertEnded(client);
    }
  }

  private static void assertFloodIsEnded(Way way, Consumer<Http2Client> frame) throws Exception {
    try (Http2Client client = open(way)) {
      for (int i = 0; i < 60; i++) {
        frame.accept(client);
      }
      assertCalmed(client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfPingsEndsTheConnection(Way way) throws Exception {
    assertFloodIsEnded(way, client -> client.frame(Http2Client.PING, 0, 0, new byte[8]));
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfSettingsEndsTheConnection(Way way) throws Exception {
    assertFloodIsEnded(way, client -> client.frame(Http2Client.SETTINGS, 0, 0));
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfPrioritiesEndsTheConnection(Way way) throws Exception {
    assertFloodIsEnded(way, client -> client.frame(Http2Client.PRIORITY, 0, 3, new byte[5]));
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfUnknownFramesEndsTheConnection(Way way) throws Exception {
    assertFloodIsEnded(way, client -> client.frame(0xbb, 0, 0));
  }

  /** Of the connection, and of a stream that has got nothing. */
  @ParameterizedTest
  @EnumSource
  void aFloodOfWindowUpdatesEndsTheConnection(Way way) throws Exception {
    for (int stream : new int[] {0, 3}) {
      try (Http2Client client = open(way)) {
        client.get(3, "/slow");
        for (int i = 0; i < 120; i++) {
          client.frame(Http2Client.WINDOW_UPDATE, 0, stream, ROOM);
        }
        assertCalmed(client);
        release.complete("");
      }
    }
  }

  /** Some clients say so for whatever they get. */
  @ParameterizedTest
  @EnumSource
  void aClientMaySayThatItHasRoomAgainForEachFrame(Way way) throws Exception {
    try (Http2Client client = open(way)) {
      client.get(3, "/pieces").send();
      Frame frame;
      do {
        frame = client.next(3);
        assertThat(frame).isNotNull();
        for (int i = 0; i < 4; i++) {
          client.frame(Http2Client.WINDOW_UPDATE, 0, 0, ROOM);
          client.frame(Http2Client.WINDOW_UPDATE, 0, 3, ROOM);
        }
        client.send();
      } while (!frame.isLast());

      assertThat(type(client.get(5, "/").send().last(5))).isLessThanOrEqualTo(Http2Client.HEADERS);
    }
  }

  private static void assertFloodOfDataIsEnded(Way way, int flags, byte... payload)
      throws Exception {
    try (Http2Client client = open(way)) {
      client.frame(Http2Client.HEADERS, 4, 3, get("/slow"));
      for (int i = 0; i < 60; i++) {
        client.frame(Http2Client.DATA, flags, 3, payload);
      }
      assertCalmed(client);
      release.complete("");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfEmptyDataEndsTheConnection(Way way) throws Exception {
    assertFloodOfDataIsEnded(way, 0);
  }

  /** It is as empty with padding, and costs the server more: RFC 9113, 6.1. */
  @ParameterizedTest
  @EnumSource
  void aFloodOfNothingButPaddingEndsTheConnection(Way way) throws Exception {
    assertFloodOfDataIsEnded(way, Http2Client.PADDED, (byte) 2, (byte) 0, (byte) 0);
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfContinuationsEndsTheConnection(Way way) throws Exception {
    try (Http2Client client = open(way)) {
      client.frame(Http2Client.HEADERS, 1, 3, get("/"));
      for (int i = 0; i < 5; i++) {
        client.frame(Http2Client.CONTINUATION, 0, 3);
      }
      assertCalmed(client);
    }
  }

  /** CVE-2023-44487: requests that are reset as soon as they are sent. */
  @ParameterizedTest
  @EnumSource
  void aFloodOfRequestsThatAreResetEndsTheConnection(Way way) throws Exception {
    try (Http2Client client = open(way)) {
      for (int stream = 3; stream < 70; stream += 2) {
        client.get(stream, "/").reset(stream);
      }
      assertCalmed(client);
    }
  }

  /** CVE-2025-8671: requests that the server has to reset itself. */
  @ParameterizedTest
  @EnumSource
  void aFloodOfRequestsThatHaveToBeResetEndsTheConnection(Way way) throws Exception {
    // more than are asked for here: those that are still served when others come are not refused
    try (Slipway wide = start(100);
        CapturedLog log = new CapturedLog("io.slipway.wire", Level.FINE);
        Http2Client client = open(way, wide)) {
      Frame frame = null;
      for (int stream = 3; stream == 3 || type(frame) == Http2Client.RST_STREAM; stream += 2) {
        client.get(stream, "/").frame(Http2Client.WINDOW_UPDATE, 0, stream, new byte[4]).send();
        frame = await(client, Http2Client.RST_STREAM, Http2Client.GOAWAY);
      }
      assertThat(frame == null ? Http2Client.ENHANCE_YOUR_CALM : frame.error())
          .isEqualTo(Http2Client.ENHANCE_YOUR_CALM);
      assertThat(log.messages()).anyMatch(line -> line.contains("limits.http2-resets (20)"));
    }
  }

  /** Who asks for too much at once loses nothing of what is served. */
  @ParameterizedTest
  @EnumSource
  void howeverManyStreamsAreRefusedTheOthersAreServed(Way way) throws Exception {
    try (Http2Client client = open(way)) {
      for (int stream = 3; stream < 91; stream += 2) {
        client.get(stream, "/slow");
      }
      client.send();
      for (int stream = 11; stream < 91; stream += 2) {
        assertRefused(client, stream);
      }
      release.complete("");
      for (int i = 0; i < 4; i++) {
        assertThat(type(await(client, Http2Client.HEADERS, Http2Client.GOAWAY)))
            .isEqualTo(Http2Client.HEADERS);
      }
    }
  }

  /** Undertow keeps something of each for a minute. */
  @ParameterizedTest
  @EnumSource
  void aFloodOfStreamsThatAreRefusedEndsTheConnection(Way way) throws Exception {
    try (CapturedLog log = new CapturedLog("io.slipway.wire", Level.FINE);
        Http2Client client = open(way)) {
      for (int stream = 3; stream < 150; stream += 2) {
        client.get(stream, "/slow");
      }
      awaitReset(client.send(), 149);
      assertCalmed(client.frame(Http2Client.PING, 0, 0, new byte[8]));
      assertThat(log.messages())
          .anyMatch(line -> line.contains("limits.http2-control-frames (50)"));
      release.complete("");
    }
  }

  /** RFC 9113, 6.8: it opens no more streams, and waits for the answers. */
  @ParameterizedTest
  @EnumSource
  void whoSaysGoodbyeGetsTheAnswersThatAreDue(Way way) throws Exception {
    try (Http2Client client = open(way)) {
      client.get(3, "/slow").frame(Http2Client.GOAWAY, 0, 0, new byte[8]);
      client.frame(Http2Client.PING, 0, 0, new byte[8]).send();
      assertThat(type(await(client, Http2Client.PING, Http2Client.GOAWAY)))
          .isEqualTo(Http2Client.PING);
      release.complete("");
      Frame answer = await(client, Http2Client.HEADERS, Http2Client.RST_STREAM);
      assertThat(type(answer)).isEqualTo(Http2Client.HEADERS);
      assertThat(await(client, Http2Client.DATA, Http2Client.GOAWAY).payload())
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamMoreThanThereMayBeIsRefused(Way way) throws Exception {
    try (Http2Client client = open(way)) {
      for (int stream = 3; stream < 13; stream += 2) {
        client.get(stream, "/slow");
      }
      client.send();
      assertRefused(client, 11);
      release.complete("");
      for (int i = 0; i < 4; i++) {
        assertThat(type(await(client, Http2Client.HEADERS, Http2Client.GOAWAY)))
            .isEqualTo(Http2Client.HEADERS);
      }
      // the answer is there before the request has ended
      int stream = 13;
      do {
        client.get(stream, "/").send();
        stream += 2;
      } while (firstOf(client) == Http2Client.RST_STREAM && stream < 2_000);
      assertThat(stream).isLessThan(2_000);
    }
  }

  /** Streams that the client has reset make no room while their requests are served. */
  @ParameterizedTest
  @EnumSource
  void aStreamThatWasResetCountsUntilItsRequestHasEnded(Way way) throws Exception {
    try (Http2Client client = open(way)) {
      for (int stream = 3; stream < 11; stream += 2) {
        client.get(stream, "/slow").reset(stream);
      }
      client.get(11, "/slow").send();
      assertRefused(client, 11);
      release.complete("");
    }
  }

  /** However the bytes come: the request begins when all of its fields are there. */
  @ParameterizedTest
  @EnumSource
  void aFieldSectionInSeveralFramesIsOne(Way way) throws Exception {
    byte[] all = get("/seen", "first", "1", "second", "2");
    try (Http2Client client = open(way)) {
      for (int cut = 1; cut < all.length - 1; cut++) {
        int stream = 1 + 2 * cut;
        seen = null;
        client.frame(Http2Client.HEADERS, 1, stream, Arrays.copyOf(all, cut)).send();
        client
            .frame(Http2Client.CONTINUATION, 0, stream, all[cut])
            .send()
            .frame(
                Http2Client.CONTINUATION, 4, stream, Arrays.copyOfRange(all, cut + 1, all.length))
            .send();
        Frame answer = await(client, Http2Client.HEADERS, Http2Client.RST_STREAM);
        assertThat(type(answer)).as("cut at " + cut).isEqualTo(Http2Client.HEADERS);
        assertThat(answer.stream()).isEqualTo(stream);
        assertThat(seen).contains("first").contains("second");
      }
    }
  }

  /** The first bytes of a connection are read from a buffer that has room for no more. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UPGRADE")
  void aFieldSectionMayBeginWithTheConnection(Way way) throws Exception {
    byte[] all = get("/seen", "first", "1", "second", "2");
    for (int cut = 1; cut < all.length; cut++) {
      try (Http2Client client = new Http2Client(connect(way, slipway))) {
        client.frame(Http2Client.HEADERS, 1, 1, Arrays.copyOf(all, cut)).send();
        Frame read = await(client, Http2Client.SETTINGS, Http2Client.GOAWAY);
        while (read != null && read.flags() != FrameHeader.ACK) {
          read = await(client, Http2Client.SETTINGS, Http2Client.GOAWAY);
        }
        client
            .frame(Http2Client.CONTINUATION, 4, 1, Arrays.copyOfRange(all, cut, all.length))
            .send();
        Frame answer = await(client, Http2Client.HEADERS, Http2Client.GOAWAY);
        assertThat(type(answer)).as("cut at " + cut).isEqualTo(Http2Client.HEADERS);
        assertThat(seen).contains("first").contains("second");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdleConnectionIsClosed(Way way) throws Exception {
    try (Slipway impatient = impatient();
        Http2Client client = open(way, impatient)) {
      assertEnded(client);
    }
  }

  /** The other one was opened later, and so is looked at later. */
  @Test
  void aConnectionWithARequestIsNotIdle() throws Exception {
    try (Slipway impatient = impatient(2_000);
        Http2Client busy = open(Way.PRIOR_KNOWLEDGE, impatient)) {
      busy.get(3, "/slow").send();
      try (Http2Client idle = open(Way.PRIOR_KNOWLEDGE, impatient)) {
        assertEnded(idle);
      }
      release.complete("");
      assertThat(await(busy, Http2Client.HEADERS, Http2Client.GOAWAY).type())
          .isEqualTo(Http2Client.HEADERS);
    }
  }

  /** Whatever the decoder meets: a GOAWAY, and no trace in the log. */
  @ParameterizedTest
  @EnumSource
  void aFieldSectionThatCannotBeDecodedLeavesNoTrace(Way way) throws Exception {
    try (CapturedLog log = new CapturedLog("io");
        Http2Client client = open(way)) {
      // an index that overflows
      client.frame(Http2Client.HEADERS, 5, 3, HexFormat.of().parseHex("ffffffffffffff7f")).send();
      assertThat(type(await(client, Http2Client.GOAWAY, Http2Client.GOAWAY)))
          .isIn(Http2Client.GOAWAY, -1);
      assertThat(log.records()).noneMatch(line -> line.getThrown() != null);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoAuthoritiesOrAnotherHostAreRefused(Way way) throws Exception {
    try (Http2Client client = open(way)) {
      client.frame(Http2Client.HEADERS, 5, 3, get("/", "host", "other")).send();
      assertThat(firstOf(client)).isEqualTo(Http2Client.RST_STREAM);
      byte[] head = get("/");
      byte[] twice = Arrays.copyOf(head, head.length + 3);
      twice[head.length] = 0x41;
      twice[head.length + 1] = 1;
      twice[head.length + 2] = 'o';
      client.frame(Http2Client.HEADERS, 5, 5, twice).send();
      assertThat(firstOf(client)).isEqualTo(Http2Client.RST_STREAM);
      client.frame(Http2Client.HEADERS, 5, 7, get("/seen", "host", "H")).send();
      assertThat(firstOf(client)).isEqualTo(Http2Client.HEADERS);
      assertThat(seen).isNotNull();
    }
  }
}
