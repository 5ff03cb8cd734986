package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.Await;
import io.slipway.CapturedLog;
import io.slipway.Slipway;
import io.slipway.WebXml;
import io.slipway.pipeline.AccessLogOptions;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.ConcurrencyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever looks for why a client was refused finds the setting in the log. */
@Timeout(60)
class RefusalLogTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

  private final CompletableFuture<String> release = new CompletableFuture<>();
  private CapturedLog log;

  private final class Worker extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getServletPath()) {
        case "/read" -> request.getInputStream().readAllBytes();
        case "/much" -> {
          for (int i = 0; i < 2_000; i++) {
            response.getOutputStream().write(new byte[64 << 10]);
          }
        }
        case "/slow" -> {
          try {
            release.get(20, TimeUnit.SECONDS);
          } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException(e);
          }
        }
        default -> response.getOutputStream().print("hello");
      }
    }
  }

  @BeforeEach
  void listen() {
    // what has been said a moment ago is said again at debug
    log = new CapturedLog("io.slipway", Level.FINE);
  }

  @AfterEach
  void unlisten() {
    release.complete("");
    log.close();
  }

  private List<String> refusals() {
    return log.messages().stream()
        .filter(line -> line.contains("limits.") || line.contains("server."))
        .toList();
  }

  /** None but the one that is to be met: a slow machine may meet any. */
  private static final LimitOptions NONE =
      LimitOptions.DEFAULT
          .withRequests(new ConcurrencyLimits(100, 1, 1))
          .withHeads(new HeadLimits(2_000, 4_000, 20))
          .withMaxCookies(30)
          .withConnections(new ConnectionLimits(0, 0, 0, 0, 0, 0))
          .withBodies(new BodyLimits(-1, 0, 0, 0));

  private static Slipway start(LimitOptions limits, HttpServlet worker) {
    return Slipway.builder()
        .port(0)
        .h2c(true)
        .pipeline(PipelineOptions.DEFAULT.withLimits(limits))
        .webapp("/", w -> w.servlet("worker", worker, "/read", "/much", "/slow", "/*"))
        .start();
  }

  private static LimitOptions limits(String scenario) {
    return switch (scenario) {
      case "one more" -> NONE.withConnections(new ConnectionLimits(1, 0, 0, 0, 0, 0));
      case "one more of an address" -> NONE.withConnections(new ConnectionLimits(0, 1, 0, 0, 0, 0));
      case "silence" -> NONE.withConnections(new ConnectionLimits(0, 0, 0, 300, 0, 0));
      case "half a head" -> NONE.withConnections(new ConnectionLimits(0, 0, 0, 0, 300, 0));
      case "half a body" -> NONE.withBodies(new BodyLimits(-1, 300, 0, 0));
      case "a body by drops" -> NONE.withBodies(new BodyLimits(-1, 2_000, 0, 1_000));
      case "nothing is taken" -> NONE.withBodies(new BodyLimits(-1, 0, 300, 0));
      case "too many at once" -> NONE.withRequests(new ConcurrencyLimits(1, 1, 1));
      default -> throw new IllegalArgumentException(scenario);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one more               | limits.max-connections (1)
          one more of an address | limits.max-connections-per-address (1)
          silence                | limits.first-byte-timeout (300 ms)
          half a head            | limits.request-head-timeout (300 ms)
          half a body            | limits.read-timeout
          a body by drops        | limits.min-body-rate (1000
          nothing is taken       | limits.write-timeout
          too many at once       | limits.max-queued-requests (1)
          """)
  void theSettingIsNamed(String scenario, String setting) throws Exception {
    try (Slipway slipway = start(limits(scenario), new Worker());
        Socket socket = new Socket("127.0.0.1", slipway.port())) {
      socket.setSoTimeout(20_000);
      play(scenario, slipway, socket);
    }
    assertThat(refusals()).isNotEmpty().allSatisfy(line -> assertThat(line).contains(setting));
  }

  /** As Apache and Tomcat have it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / x/y\\r\\n\\r\\n                         | 400
          GET / HTTP/1.1\\nHost: h\\n\\n              | 400
          GET / HTTP/1.1\\r\\nHost: h\\r\\n a: b\\r\\n\\r\\n | 400
          GET / HTTP/1.1\\r\\nHost: h:x\\r\\n\\r\\n    | 400
          GET / HTTP/3.0\\r\\n\\r\\n                    | 505
          GET / HT                                | 408
          GET /{}                                 | 414
          GET / HTTP/1.1\\r\\na:{}                   | 431
          HEAD / HTTP/1.1\\r\\na:{}                  | 431
          """)
  void whatHasNotBecomeARequestIsInTheAccessLog(String head, int status) throws Exception {
    LimitOptions limits = NONE.withConnections(new ConnectionLimits(0, 0, 0, 0, 300, 0));
    String text = head.replace("\\r", "\r").replace("\\n", "\n").replace("{}", "x".repeat(100_000));
    try (CapturedLog lines = new CapturedLog("io.slipway.access");
        Slipway slipway =
            Slipway.builder()
                .port(0)
                .pipeline(
                    PipelineOptions.DEFAULT
                        .withLimits(limits)
                        .withAccessLog(AccessLogOptions.DEFAULT.withEnabled(true)))
                .start();
        Socket socket = Wire.connect(slipway.port())) {
      Wire.send(socket, text);
      Wire.Answer answer = Wire.read(socket.getInputStream(), head.startsWith("HEAD"));
      assertThat(answer.status()).isEqualTo(status);
      Await.await(() -> !lines.messages().isEmpty());
      String size = answer.body().length == 0 ? "-" : "" + answer.body().length;
      assertThat(lines.messages())
          .singleElement()
          .asString()
          .matches("127\\.0\\.0\\.1 - - \\[[^]]+] \"-\" " + status + " " + size + " \"-\" \"-\"");
    }
  }

  /** All that the README of a pattern names, and what says nothing of such a head. */
  @Test
  void whatHasNotBecomeARequestIsInAnAccessLogOfOnesOwnPattern() throws Exception {
    AccessLogOptions options =
        new AccessLogOptions(
            true,
            "%a %p [%r] %m %U%q %H %s %b %D %u %{i,User-Agent} %{o,Server} %{c,a} %v",
            null,
            false,
            100);
    try (CapturedLog lines = new CapturedLog("io.slipway.access");
        Slipway slipway =
            Slipway.builder()
                .port(0)
                .pipeline(PipelineOptions.DEFAULT.withLimits(NONE).withAccessLog(options))
                .start();
        Socket socket = Wire.connect(slipway.port())) {
      Wire.send(socket, "GET / HTTP/1.1\r\na b\r\n\r\n");
      Wire.Answer answer = Wire.read(socket.getInputStream(), false);
      assertThat(answer.status()).isEqualTo(400);
      Await.await(() -> !lines.messages().isEmpty());
      assertThat(lines.messages())
          .singleElement()
          .asString()
          .matches(
              "127\\.0\\.0\\.1 "
                  + slipway.port()
                  + " \\[-] - -- - 400 "
                  + answer.body().length
                  + " - - - - - \\S+");
    }
  }

  /** Else who asks for it again and again fills the log with warnings. */
  @Test
  void thatThereAreNoPagesIsSaidOnce(@TempDir Path folder) throws Exception {
    WebXml.write(folder, "");
    try (CapturedLog lines = new CapturedLog("io.slipway.runtime");
        Slipway slipway = Slipway.builder().port(0).webapp("/", folder).start()) {
      for (int i = 0; i < 5; i++) {
        assertThat(Wire.ask(slipway.port(), "GET /x.jsp").status()).isEqualTo(501);
      }
      assertThat(lines.messages()).singleElement().asString().contains("/x.jsp is a page");
    }
  }

  /** Else who sends nonsense would hide what a setting mends. */
  @Test
  void oneRefusalDoesNotHideAnother() throws Exception {
    try (Slipway slipway = start(NONE, new Worker())) {
      Wire.talk(Wire.connect(slipway.port()), "GET / HTTP/1.1\r\nHost: h:x\r\n\r\n");
      Wire.talk(
          Wire.connect(slipway.port()),
          "GET / HTTP/1.1\r\nHost: h\r\nA: " + "b".repeat(200_000) + "\r\n\r\n");
    }
    assertThat(log.records())
        .filteredOn(line -> line.getLevel().equals(Level.INFO))
        .extracting(line -> line.getMessage().replaceAll(".* refused", "refused"))
        .anyMatch(line -> line.startsWith("refused with 400: "))
        .anyMatch(line -> line.startsWith("refused with 431: "));
  }

  @Test
  void tooManyOfAnAddressDoNotHideTooManyInAll() throws Exception {
    LimitOptions two = NONE.withConnections(new ConnectionLimits(2, 1, 0, 0, 0, 0));
    try (Slipway slipway = start(two, new Worker());
        Socket first = served("127.0.0.1", slipway.port());
        Socket again = from("127.0.0.1", slipway.port())) {
      end(again);
      try (Socket second = served("127.0.0.2", slipway.port());
          Socket third = from("127.0.0.3", slipway.port())) {
        end(third);
        assertThat(first.isClosed() || second.isClosed()).isFalse();
      }
    }
    assertThat(refusals())
        .anyMatch(line -> line.contains("limits.max-connections-per-address (1)"))
        .anyMatch(line -> line.contains("limits.max-connections (2)"));
  }

  /** Counted before another one is opened: IO threads take them side by side. */
  private static Socket served(String address, int port) throws IOException {
    Socket socket = from(address, port);
    Wire.send(socket, GET);
    assertThat(Wire.read(socket.getInputStream(), false).status()).isEqualTo(200);
    return socket;
  }

  private static Socket from(String address, int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(20_000);
    try {
      socket.bind(new InetSocketAddress(address, 0));
    } catch (BindException e) {
      assumeTrue(false, "only 127.0.0.1 is loopback here");
    }
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    return socket;
  }

  private void play(String scenario, Slipway slipway, Socket socket) throws Exception {
    switch (scenario) {
      case "one more", "one more of an address" -> {
        Wire.send(socket, GET);
        Wire.read(socket.getInputStream(), false);
        for (int i = 0; i < 3; i++) {
          try (Socket more = new Socket("127.0.0.1", slipway.port())) {
            Wire.send(more, GET);
            end(more);
          }
        }
      }
      case "silence" -> end(socket);
      case "half a head" -> {
        Wire.send(socket, "GET / HT");
        end(socket);
      }
      case "half a body" -> {
        Wire.send(socket, "POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
        end(socket);
      }
      case "a body by drops" -> {
        Wire.send(socket, "POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\n");
        CompletableFuture<Void> drops =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    while (!socket.isClosed()) {
                      Wire.send(socket, "x");
                      LockSupport.parkNanos(20_000_000);
                    }
                  } catch (IOException over) {
                    // it was refused
                  }
                });
        end(socket);
        socket.close();
        drops.get(20, TimeUnit.SECONDS);
      }
      case "nothing is taken" -> {
        Wire.send(socket, "GET /much HTTP/1.1\r\nHost: h\r\n\r\n");
        awaitLog();
      }
      case "too many at once" -> {
        Wire.send(socket, "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
        try (Socket waits = new Socket("127.0.0.1", slipway.port());
            Socket refused = new Socket("127.0.0.1", slipway.port())) {
          Wire.send(waits, "GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
          while (refusals().isEmpty()) {
            Wire.send(refused, GET);
            LockSupport.parkNanos(10_000_000);
          }
        }
        release.complete("");
      }
      default -> throw new IllegalArgumentException(scenario);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          6 | server.http2-streams (2)
          3 | limits.http2-resets (3)
          4 | limits.http2-control-frames (5)
          9 | limits.http2-continuations (2)
          """)
  void theSettingIsNamedInHttp2(int type, String setting) throws Exception {
    try (Slipway slipway = start(NONE.withHttp2(new Http2Limits(2, 3, 5, 2)), new Worker());
        Http2Client client = new Http2Client(slipway.port())) {
      for (int i = 0; i < 8; i++) {
        byte[] get = Http2Client.request("GET", "/");
        switch (type) {
          case 6 -> client.get(2 * i + 1, "/slow");
          case 3 -> client.get(2 * i + 1, "/").reset(2 * i + 1);
          case 9 -> client.frame(i == 0 ? 1 : 9, 0, 1, i == 0 ? get : new byte[0]);
          default -> client.frame(4, 0, 0);
        }
      }
      client.send();
      awaitLog();
      release.complete("");
    }
    assertThat(refusals()).first().asString().contains(setting);
  }

  private void awaitLog() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (refusals().isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Reads until the server ends the connection. */
  private static void end(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      // the same
    }
  }
}
