package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CapturedLog;
import io.slipway.ClientAuth;
import io.slipway.Slipway;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int PRIORITY = 2;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int CONTINUATION = 9;
  private static final int REFUSED_STREAM = 7;
  private static final int ENHANCE_YOUR_CALM = 11;

  private static volatile CompletableFuture<String> release;
  private static volatile String seen;
  private static Slipway slipway;

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
      response.getOutputStream().print("hello");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    slipway =
        Slipway.builder()
            .port(0)
            .h2c(true)
            .https(0, TestTls.server(), ClientAuth.NONE)
            .pipeline(
                PipelineOptions.DEFAULT.withLimits(
                    LimitOptions.DEFAULT.withHttp2(new Http2Limits(4, 20, 50, 3))))
            .webapp("/", w -> w.servlet("worker", new Worker(), "/slow", "/*"))
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

  /** A client that is as far as a client may be before its first request; streams begin with 3. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int stream;
    private int code;

    Client(Way way) throws Exception {
      this(way, slipway);
    }

    Client(Way way, Slipway slipway) throws Exception {
      socket =
          way == Way.TLS
              ? TestTls.client("h2").createSocket("127.0.0.1", slipway.httpsPort())
              : new Socket("127.0.0.1", slipway.port());
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
      if (way == Way.UPGRADE) {
        text(
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
        send();
        assertThat(Wire.line(in)).startsWith("HTTP/1.1 101");
        while (!Wire.line(in).isEmpty()) {
          continue;
        }
      }
      text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      frame(SETTINGS, 0, 0);
      send();
      if (way == Way.UPGRADE) {
        assertThat(await(HEADERS, RST_STREAM)).isEqualTo(HEADERS);
        assertThat(stream).isEqualTo(1);
      }
    }

    private void text(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Client frame(int type, int flags, int on, int... payload) {
      out.write(0);
      out.write(payload.length >> 8);
      out.write(payload.length);
      out.write(type);
      out.write(flags);
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(on >> shift);
      }
      for (int b : payload) {
        out.write(b);
      }
      return this;
    }

    Client send() throws IOException {
      socket.getOutputStream().write(out.toByteArray());
      socket.getOutputStream().flush();
      out.reset();
      return this;
    }

    /** Sends as much as the server takes. */
    void sendAll() throws IOException {
      try {
        send();
      } catch (SocketException closed) {
        // it has had enough
      }
    }

    /** The first of two types of frames that comes; -1 for the end. */
    int await(int one, int other) throws IOException {
      while (true) {
        int high;
        try {
          high = in.read();
        } catch (SocketException reset) {
          return -1;
        }
        if (high < 0) {
          return -1;
        }
        int length = high << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readUnsignedByte();
        stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == RST_STREAM) {
          code = payload[3];
        } else if (type == GOAWAY) {
          code = payload[7];
        }
        if (type == one || type == other) {
          return type;
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** {@code GET path}, by the static table of HPACK. */
  private static int[] get(String path, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x82);
    out.write(0x86);
    out.write(0x41);
    string(out, "h");
    out.write(0x04);
    string(out, path);
    for (int i = 0; i < more.length; i += 2) {
      out.write(0);
      string(out, more[i]);
      string(out, more[i + 1]);
    }
    return ints(out.toByteArray());
  }

  private static void string(ByteArrayOutputStream out, String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int[] ints(byte[] bytes) {
    int[] ints = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ints[i] = bytes[i] & 0xff;
    }
    return ints;
  }

  private static void assertCalmed(Client client) throws IOException {
    client.sendAll();
    int end = client.await(GOAWAY, GOAWAY);
    if (end == GOAWAY) {
      assertThat(client.code).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(client.await(GOAWAY, GOAWAY)).isEqualTo(-1);
    }
    // where bytes were on their way the connection is reset, and GOAWAY may be lost
  }

  private static Slipway impatient() throws Exception {
    return Slipway.builder()
        .port(0)
        .h2c(true)
        .https(0, TestTls.server(), ClientAuth.NONE)
        .pipeline(
            PipelineOptions.DEFAULT.withLimits(
                LimitOptions.DEFAULT.withConnections(
                    ConnectionLimits.DEFAULT.withIdleTimeoutMillis(300))))
        .webapp("/", w -> w.servlet("worker", new Worker(), "/slow", "/*"))
        .start();
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionWhoseLastStreamWasResetIsIdle(Way way) throws Exception {
    try (Slipway impatient = impatient();
        Client client = new Client(way, impatient)) {
      client.frame(HEADERS, 5, 3, get("/slow")).send();
      client.frame(RST_STREAM, 0, 3, 0, 0, 0, 8).send();
      release.complete("");
      assertThat(client.await(GOAWAY, GOAWAY)).isEqualTo(GOAWAY);
      assertThat(client.code).isZero();
      assertThat(client.await(GOAWAY, GOAWAY)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfPingsEndsTheConnection(Way way) throws Exception {
    try (Client client = new Client(way)) {
      for (int i = 0; i < 60; i++) {
        client.frame(PING, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      }
      assertCalmed(client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfSettingsEndsTheConnection(Way way) throws Exception {
    try (Client client = new Client(way)) {
      for (int i = 0; i < 60; i++) {
        client.frame(SETTINGS, 0, 0);
      }
      assertCalmed(client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfPrioritiesEndsTheConnection(Way way) throws Exception {
    try (Client client = new Client(way)) {
      for (int i = 0; i < 60; i++) {
        client.frame(PRIORITY, 0, 3, 0, 0, 0, 0, 1);
      }
      assertCalmed(client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfUnknownFramesEndsTheConnection(Way way) throws Exception {
    try (Client client = new Client(way)) {
      for (int i = 0; i < 60; i++) {
        client.frame(0xbb, 0, 0);
      }
      assertCalmed(client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfEmptyDataEndsTheConnection(Way way) throws Exception {
    try (Client client = new Client(way)) {
      client.frame(HEADERS, 4, 3, get("/slow"));
      for (int i = 0; i < 60; i++) {
        client.frame(DATA, 0, 3);
      }
      assertCalmed(client);
      release.complete("");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfContinuationsEndsTheConnection(Way way) throws Exception {
    try (Client client = new Client(way)) {
      client.frame(HEADERS, 1, 3, get("/"));
      for (int i = 0; i < 5; i++) {
        client.frame(CONTINUATION, 0, 3);
      }
      assertCalmed(client);
    }
  }

  /** CVE-2023-44487: requests that are reset as soon as they are sent. */
  @ParameterizedTest
  @EnumSource
  void aFloodOfRequestsThatAreResetEndsTheConnection(Way way) throws Exception {
    try (Client client = new Client(way)) {
      for (int stream = 3; stream < 70; stream += 2) {
        client.frame(HEADERS, 5, stream, get("/")).frame(RST_STREAM, 0, stream, 0, 0, 0, 8);
      }
      assertCalmed(client);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamMoreThanThereMayBeIsRefused(Way way) throws Exception {
    try (Client client = new Client(way)) {
      for (int stream = 3; stream < 13; stream += 2) {
        client.frame(HEADERS, 5, stream, get("/slow"));
      }
      client.send();
      assertThat(client.await(RST_STREAM, GOAWAY)).isEqualTo(RST_STREAM);
      assertThat(client.stream).isEqualTo(11);
      assertThat(client.code).isEqualTo(REFUSED_STREAM);
      release.complete("");
      for (int i = 0; i < 4; i++) {
        assertThat(client.await(HEADERS, GOAWAY)).isEqualTo(HEADERS);
      }
      // the answer is there before the request has ended
      int stream = 13;
      do {
        client.frame(HEADERS, 5, stream, get("/")).send();
        stream += 2;
      } while (client.await(HEADERS, RST_STREAM) == RST_STREAM && stream < 2_000);
      assertThat(stream).isLessThan(2_000);
    }
  }

  /** Streams that the client has reset make no room while their requests are served. */
  @ParameterizedTest
  @EnumSource
  void aStreamThatWasResetCountsUntilItsRequestHasEnded(Way way) throws Exception {
    try (Client client = new Client(way)) {
      for (int stream = 3; stream < 11; stream += 2) {
        client.frame(HEADERS, 5, stream, get("/slow")).frame(RST_STREAM, 0, stream, 0, 0, 0, 8);
      }
      client.frame(HEADERS, 5, 11, get("/slow")).send();
      assertThat(client.await(RST_STREAM, GOAWAY)).isEqualTo(RST_STREAM);
      assertThat(client.stream).isEqualTo(11);
      release.complete("");
    }
  }

  /** However the bytes come: the request begins when all of its fields are there. */
  @ParameterizedTest
  @EnumSource
  void aFieldSectionInSeveralFramesIsOne(Way way) throws Exception {
    int[] all = get("/seen", "first", "1", "second", "2");
    try (Client client = new Client(way)) {
      for (int cut = 1; cut < all.length - 1; cut++) {
        int stream = 1 + 2 * cut;
        seen = null;
        client.frame(HEADERS, 1, stream, Arrays.copyOf(all, cut)).send();
        client
            .frame(CONTINUATION, 0, stream, all[cut])
            .send()
            .frame(CONTINUATION, 4, stream, Arrays.copyOfRange(all, cut + 1, all.length))
            .send();
        assertThat(client.await(HEADERS, RST_STREAM)).as("cut at " + cut).isEqualTo(HEADERS);
        assertThat(client.stream).isEqualTo(stream);
        assertThat(seen).contains("first").contains("second");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdleConnectionIsClosed(Way way) throws Exception {
    try (Slipway impatient = impatient();
        Client client = new Client(way, impatient)) {
      assertThat(client.await(GOAWAY, GOAWAY)).isEqualTo(GOAWAY);
      assertThat(client.code).isZero();
      assertThat(client.await(GOAWAY, GOAWAY)).isEqualTo(-1);
    }
  }

  /** Whatever the decoder meets: a GOAWAY, and no trace in the log. */
  @ParameterizedTest
  @EnumSource
  void aFieldSectionThatCannotBeDecodedLeavesNoTrace(Way way) throws Exception {
    try (CapturedLog log = new CapturedLog("io");
        Client client = new Client(way)) {
      // an index that overflows
      client.frame(HEADERS, 5, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f).send();
      assertThat(client.await(GOAWAY, GOAWAY)).isIn(GOAWAY, -1);
      assertThat(log.records()).noneMatch(line -> line.getThrown() != null);
    }
  }

  @Test
  void twoAuthoritiesOrAnotherHostAreRefused() throws Exception {
    for (Way way : Way.values()) {
      try (Client client = new Client(way)) {
        client.frame(HEADERS, 5, 3, get("/", "host", "other")).send();
        assertThat(client.await(HEADERS, RST_STREAM)).isEqualTo(RST_STREAM);
        int[] head = get("/");
        int[] twice = Arrays.copyOf(head, head.length + 3);
        twice[head.length] = 0x41;
        twice[head.length + 1] = 1;
        twice[head.length + 2] = 'o';
        client.frame(HEADERS, 5, 5, twice).send();
        assertThat(client.await(HEADERS, RST_STREAM)).isEqualTo(RST_STREAM);
        client.frame(HEADERS, 5, 7, get("/seen", "host", "H")).send();
        assertThat(client.await(HEADERS, RST_STREAM)).isEqualTo(HEADERS);
        assertThat(seen).isNotNull();
      }
    }
  }
}
