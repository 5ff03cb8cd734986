package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CapturedLog;
import io.slipway.ClientAuth;
import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.pipeline.ForwardedOptions;
import io.slipway.pipeline.ForwardedOptions.Headers;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections there may be, what each may carry, and how long it may take. */
@Timeout(60)
class ConnectionLimitsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().print("hello");
    }
  }

  private static final ConnectionLimits IMPATIENT = new ConnectionLimits(0, 0, 0, 500, 500, 60_000);

  private static ConnectionLimits limits(int all, int perAddress, int requests) {
    return new ConnectionLimits(all, perAddress, requests, 60_000, 0, 60_000);
  }

  private static SlipwayBuilder container(ConnectionLimits limits) {
    return Slipway.builder()
        .h2c(true)
        .pipeline(PipelineOptions.DEFAULT.withLimits(LimitOptions.DEFAULT.withConnections(limits)))
        .webapp("/", w -> w.servlet("hello", new Hello(), "/*"));
  }

  private static Slipway start(ConnectionLimits limits) {
    return container(limits).port(0).start();
  }

  private static Socket open(Slipway slipway, String from) throws IOException {
    Socket socket =
        new Socket(
            InetAddress.getByName("127.0.0.1"), slipway.port(), InetAddress.getByName(from), 0);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** A connection that is served, and stays open. */
  private static Socket kept(Slipway slipway, String from) throws IOException {
    Socket socket = open(slipway, from);
    Wire.send(socket, GET);
    assertThat(Wire.read(socket.getInputStream(), false).text()).isEqualTo("hello");
    return socket;
  }

  private static String refused(Slipway slipway, String from) throws IOException {
    try (Socket socket = open(slipway, from)) {
      String answer = Wire.all(socket);
      return answer.substring(0, Math.min(12, answer.length()));
    }
  }

  @Test
  void oneConnectionMoreThanThereMayBeIs503AndWhoLeavesMakesRoom() throws Exception {
    try (Slipway slipway = start(limits(3, 0, 0))) {
      List<Socket> open = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        while (open.size() < 3) {
          open.add(kept(slipway, "127.0.0.1"));
        }
        assertThat(refused(slipway, "127.0.0.2")).isEqualTo("HTTP/1.1 503");
        open.remove(0).close();
        open.add(awaitRoom(slipway, "127.0.0.1"));
      }
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void oneConnectionMoreFromOneAddressIs429() throws Exception {
    try (Slipway slipway = start(limits(3, 2, 0));
        Socket first = kept(slipway, "127.0.0.1");
        Socket second = kept(slipway, "127.0.0.1")) {
      assertThat(refused(slipway, "127.0.0.1")).isEqualTo("HTTP/1.1 429");
      // who was refused is not among all that are open
      kept(slipway, "127.0.0.2").close();
      second.close();
      awaitRoom(slipway, "127.0.0.1").close();
      assertThat(first.isClosed()).isFalse();
    }
  }

  @Test
  void connectionsOfATrustedProxyAreNotCountedByAddress() throws Exception {
    PipelineOptions options =
        PipelineOptions.DEFAULT
            .withLimits(LimitOptions.DEFAULT.withConnections(limits(0, 1, 0)))
            .withForwarded(new ForwardedOptions(true, List.of("127.0.0.2"), Headers.BOTH));
    try (Slipway slipway = container(limits(0, 1, 0)).pipeline(options).port(0).start();
        Socket first = kept(slipway, "127.0.0.2");
        Socket second = kept(slipway, "127.0.0.2");
        Socket client = kept(slipway, "127.0.0.1")) {
      assertThat(refused(slipway, "127.0.0.1")).isEqualTo("HTTP/1.1 429");
      assertThat(List.of(first, second, client)).noneMatch(Socket::isClosed);
    }
  }

  @Test
  void connectionsOfEveryKindLeaveTheCount() throws Exception {
    try (Slipway slipway = start(limits(1, 1, 0))) {
      for (String said :
          List.of(
              "",
              "\r\n",
              "GET",
              "nonsense\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
              "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
              "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")) {
        try (Socket socket = open(slipway, "127.0.0.1")) {
          Wire.send(socket, said);
          if (!said.isEmpty()) {
            socket.shutdownOutput();
          }
        }
        awaitRoom(slipway, "127.0.0.1").close();
      }
    }
  }

  /** The server notices a connection's end later than the client. */
  private static Socket awaitRoom(Slipway slipway, String from) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (true) {
      Socket socket = open(slipway, from);
      try {
        Wire.send(socket, GET);
        if (Wire.read(socket.getInputStream(), false).status() == 200) {
          return socket;
        }
      } catch (IOException refused) {
        // so it was refused before the request was there
      }
      socket.close();
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  @Test
  void theLastRequestOfAConnectionIsAnsweredWithClose() throws Exception {
    try (Slipway slipway = start(limits(0, 0, 3));
        Socket socket = open(slipway, "127.0.0.1")) {
      Wire.send(socket, GET + GET + GET + GET);
      InputStream in = socket.getInputStream();
      assertThat(Wire.read(in, false).field("Connection")).isNull();
      assertThat(Wire.read(in, false).field("Connection")).isNull();
      assertThat(Wire.read(in, false).field("Connection")).isEqualTo("close");
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  /** The file is answered by its servlet first, then on the IO thread. */
  @Test
  void closeIsSaidWithoutABodyToo(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("a.txt"), "a");
    HttpServlet none =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.setStatus(204);
            if (request.getRequestURI().equals("/last")) {
              response.setHeader("Connection", "close");
            }
          }
        };
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp("/", w -> w.folder(folder).servlet("none", none, "/none", "/last"))
            .start()) {
      for (String path : List.of("/a.txt", "/a.txt", "/none", "/last")) {
        try (Socket socket = open(slipway, "127.0.0.1")) {
          String wish = path.equals("/last") ? "" : "Connection: close\r\n";
          Wire.send(
              socket,
              "GET " + path + " HTTP/1.1\r\nHost: h\r\nIf-None-Match: *\r\n" + wish + "\r\n");
          Wire.Answer answer = Wire.read(socket.getInputStream(), false);
          assertThat(answer.status()).isIn(204, 304);
          assertThat(answer.field("Connection")).as(path).isEqualTo("close");
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws Exception {
    try (Slipway slipway = start(IMPATIENT);
        Socket socket = open(slipway, "127.0.0.1")) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aPrefaceThatStallsIsClosed() throws Exception {
    try (Slipway slipway = start(IMPATIENT);
        Socket socket = open(slipway, "127.0.0.1")) {
      Wire.send(socket, "PRI * HT");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aMethodThatBeginsLikeThePrefaceIsNone() throws Exception {
    try (Slipway slipway = start(limits(0, 0, 0));
        Socket socket = open(slipway, "127.0.0.1")) {
      for (char c : "PRINT / HTTP/1.1\r\nHost: h\r\n\r\n".toCharArray()) {
        Wire.send(socket, String.valueOf(c));
      }
      assertThat(Wire.read(socket.getInputStream(), false).text()).isEqualTo("hello");
    }
  }

  @Test
  void aHandshakeThatDoesNotEndIsGivenUp() throws Exception {
    try (Slipway slipway = secure(IMPATIENT)) {
      for (String said : List.of("", "\26\3\1\1\0", "\26\3\1")) {
        try (Socket socket = open(slipway, "127.0.0.1")) {
          Wire.send(socket, said);
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void aRecordThatIsTooLongEndsTheConnectionAtOnce() throws Exception {
    try (Slipway slipway = secure(limits(0, 0, 0));
        Socket socket = open(slipway, "127.0.0.1")) {
      Wire.send(socket, "\26\3\1\377\377");
      try {
        for (int i = 0; i < 20; i++) {
          Wire.send(socket, "x".repeat(1_000));
        }
      } catch (SocketException closed) {
        // as it should be
      }
      int end;
      try {
        end = socket.getInputStream().readAllBytes().length;
      } catch (SocketException reset) {
        end = 0;
      }
      // at most an alert
      assertThat(end).isLessThan(20);
      try (Socket after = TestTls.client().createSocket("127.0.0.1", slipway.httpsPort())) {
        Wire.send(after, GET);
        assertThat(Wire.read(after.getInputStream(), false).text()).isEqualTo("hello");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "post"})
  void whoSpeaksNoTlsIsToldSo(String method) throws Exception {
    try (CapturedLog log = new CapturedLog("io.slipway");
        Slipway slipway = secure(limits(0, 0, 0));
        Socket socket = open(slipway, "127.0.0.1")) {
      Wire.send(socket, method + " / HTTP/1.1\r\nHost: h\r\n\r\n");
      Wire.Answer answer = Wire.read(socket.getInputStream(), method.equals("HEAD"));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.field("Connection")).isEqualTo("close");
      if (!method.equals("HEAD")) {
        assertThat(answer.text()).contains("<p>This port speaks TLS: ");
      }
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(log.messages()).filteredOn(line -> line.contains("tls.port")).hasSize(1);
    }
  }

  @Test
  void connectionsInTlsAreCountedToo() throws Exception {
    try (Slipway slipway = secure(limits(1, 0, 0));
        Socket first = TestTls.client().createSocket("127.0.0.1", slipway.httpsPort())) {
      Wire.send(first, GET);
      assertThat(Wire.read(first.getInputStream(), false).text()).isEqualTo("hello");
      assertThat(refused(slipway, "127.0.0.1")).isEmpty();
      first.close();
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (true) {
        try (Socket next = TestTls.client().createSocket("127.0.0.1", slipway.httpsPort())) {
          Wire.send(next, GET);
          assertThat(Wire.read(next.getInputStream(), false).text()).isEqualTo("hello");
          return;
        } catch (IOException refused) {
          assertThat(System.nanoTime()).isLessThan(deadline);
        }
      }
    }
  }

  private static Slipway secure(ConnectionLimits limits) throws Exception {
    return container(limits).https(0, TestTls.server(), ClientAuth.NONE).start();
  }
}
