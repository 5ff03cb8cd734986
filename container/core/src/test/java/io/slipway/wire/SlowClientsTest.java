package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.Slipway;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time, or more than their share. */
@Timeout(60)
class SlowClientsTest {
  private static volatile CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private static volatile CompletableFuture<String> release = new CompletableFuture<>();
  private static Slipway slipway;
  private Socket socket;

  static final class Worker extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        switch (request.getServletPath()) {
          case "/read" ->
              response.getOutputStream().print(request.getInputStream().readAllBytes().length);
          case "/much" -> {
            byte[] part = new byte[64 << 10];
            for (int i = 0; i < 10_000; i++) {
              response.getOutputStream().write(part);
            }
          }
          case "/slow" -> {
            release.get(20, TimeUnit.SECONDS);
            response.getOutputStream().print("/slow");
          }
          default -> response.getOutputStream().print(request.getServletPath());
        }
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new IOException(e);
      } catch (IOException e) {
        failure.complete(e);
        throw e;
      }
    }
  }

  @BeforeAll
  static void start() {
    LimitOptions limits =
        new LimitOptions(
            100,
            100,
            1,
            2_000,
            4_000,
            20,
            30,
            1_000_000,
            new ConnectionLimits(0, 0, 0, 700, 500, 700, 500, 500, 1_000),
            Http2Limits.DEFAULT);
    slipway =
        Slipway.builder()
            .port(0)
            .pipeline(PipelineOptions.DEFAULT.withLimits(limits))
            .webapp(
                "/",
                w ->
                    w.servlet(
                        "worker",
                        new Worker(),
                        "/read",
                        "/much",
                        "/unread",
                        "/slow",
                        "/a",
                        "/b",
                        "/c"))
            .start();
  }

  @AfterAll
  static void stop() {
    slipway.close();
  }

  @BeforeEach
  void connect() throws IOException {
    failure = new CompletableFuture<>();
    socket = Wire.connect(slipway.port());
  }

  @AfterEach
  void disconnect() throws IOException {
    socket.close();
  }

  private void send(String text) throws IOException {
    Wire.send(socket, text);
  }

  private String all() throws IOException {
    return Wire.all(socket);
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws IOException {
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aConnectionBetweenTwoRequestsIsClosed() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 200 ").endsWith("/a");
  }

  @Test
  void aHeadThatNeverEndsIsGivenUp() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\nX: ");
    assertThat(all()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
  }

  @Test
  void aSecondHeadThatNeverEndsIsGivenUp() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHo");
    assertThat(all()).startsWith("HTTP/1.1 200 ").contains("/aHTTP/1.1 408 ");
  }

  /** The second head's time is up while the first request is served. */
  @Test
  void aHeadThatWaitsForTheRequestBeforeItIsNotGivenUp() throws Exception {
    send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHo");
    socket.setSoTimeout(1_000);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(10_000);
    send("st: h\r\nConnection: close\r\n\r\n");
    release.complete("");
    assertThat(all()).startsWith("HTTP/1.1 200 ").contains("/slowHTTP/1.1 200 ").endsWith("/b");
  }

  @Test
  void manyCookiesAre431() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\nCookie: " + "a=b;".repeat(30) + "a=b\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 431 ").contains("Connection: close");
  }

  @Test
  void aBodyThatStallsIsGivenUp() throws Exception {
    send("POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("within 500 ms");
    assertThat(all()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nF4240\r\n"})
  void aBodyThatTricklesIsGivenUp(String rest) throws Exception {
    send("POST /read HTTP/1.1\r\nHost: h\r\n" + rest);
    try {
      while (!failure.isDone()) {
        send("x");
        Thread.sleep(20);
      }
    } catch (SocketException closed) {
      // that is what is expected, sooner or later
    }
    assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("too slowly");
    assertThat(all()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
  }

  @Test
  void chunksThatStallAreGivenUp() throws Exception {
    send("POST /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
    assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("within 500 ms");
    assertThat(all()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
  }

  @Test
  void aClientThatTakesNothingIsGivenUp() throws Exception {
    send("GET /much HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(failure.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("took no data within 500 ms");
  }

  @Test
  void aBodyAboveTheLimitIsAnsweredBeforeItIsSent() throws IOException {
    send("POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 1000001\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
  }

  @Test
  void aClientThatSendsOnReadsThe413() throws Exception {
    send("POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    byte[] part = new byte[10_000];
    for (int i = 0; i < 300; i++) {
      out.write(part);
    }
    assertThat(all()).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void chunksAboveTheLimitAre413() throws IOException {
    send("POST /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nF4241\r\n");
    byte[] part = new byte[1_000_001];
    socket.getOutputStream().write(part);
    send("\r\n0\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
  }

  @Test
  void aShortBodyThatNobodyReadIsReadAway() throws IOException {
    send(
        "POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
            + "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(all()).contains("/unread").contains("/a");
  }

  @Test
  void aBodyThatNobodyReadAndNobodySendsEndsTheConnection() throws IOException {
    send("POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 200 ").contains("/unread");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    send(
        "GET /a HTTP/1.1\r\nHost: h\r\n\r\nPOST /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\n\r\n"
            + "GET /b HTTP/1.1\r\nHost: h\r\n\r\nGET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(all()).matches("(?s).*/aHTTP.*3HTTP.*/bHTTP.*/c");
  }

  @Test
  void closeIsFoundAmongConnectionOptions() throws IOException {
    send(
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: a, close\r\n\r\n"
            + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(all()).contains("Connection: close").endsWith("/a");
  }

  @Test
  void aClientOfHttp10GetsNo100() throws IOException {
    send("POST /read HTTP/1.0\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
    assertThat(all()).matches("(?s)HTTP/1.[01] 200 .*3");
  }

  @Test
  void aClientOfHttp11Gets100() throws IOException {
    send(
        "POST /read HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    InputStream in = socket.getInputStream();
    assertThat(Wire.line(in)).isEqualTo("HTTP/1.1 100 Continue");
    send("abc");
    assertThat(all()).contains("200").endsWith("3");
  }

  @Test
  void aLongTargetIs414() throws IOException {
    send("GET /a?" + "x".repeat(2_100) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 414 ").contains("Connection: close");
  }

  @Test
  void largeFieldsAre431() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(4_100) + "\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 431 ").contains("Connection: close");
  }

  @Test
  void manyFieldsAre431() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(25) + "\r\n");
    assertThat(all()).startsWith("HTTP/1.1 431 ").contains("Connection: close");
  }
}
