package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.Slipway;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take their time. */
@Timeout(60)
class SlowClientsTest {
  private static volatile CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private static volatile CompletableFuture<String> release = new CompletableFuture<>();
  @AutoClose private static Slipway slipway;
  @AutoClose private Socket socket;

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

  /** Reads or writes in non-blocking mode, without an end in time of its own. */
  private static final class Listening extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      async.setTimeout(0);
      BodyCount.answer(async, thrown -> failure.complete(thrown));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      async.setTimeout(0);
      ServletOutputStream out = response.getOutputStream();
      out.setWriteListener(
          new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
              while (out.isReady()) {
                out.write(new byte[1 << 14]);
              }
            }

            @Override
            public void onError(Throwable thrown) {
              failure.complete(thrown);
            }
          });
    }
  }

  @BeforeAll
  static void start() {
    slipway = start(500);
  }

  private static Slipway start(int readTimeoutMillis) {
    LimitOptions limits =
        LimitOptions.DEFAULT
            .withConnections(new ConnectionLimits(0, 0, 0, 2_000, 500, 700))
            .withBodies(new BodyLimits(-1, readTimeoutMillis, 500, 1_000));
    return Slipway.builder()
        .port(0)
        .pipeline(PipelineOptions.DEFAULT.withLimits(limits))
        .webapp(
            "/",
            w ->
                w.servlet("worker", new Worker(), "/read", "/much", "/unread", "/slow", "/a", "/b")
                    .servlet("listening", new Listening(), "/listen"))
        .start();
  }

  @BeforeEach
  void connect() throws IOException {
    failure = new CompletableFuture<>();
    release = new CompletableFuture<>();
    socket = Wire.connect(slipway.port());
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
    socket.setSoTimeout(20_000);
    send("st: h\r\nConnection: close\r\n\r\n");
    release.complete("");
    assertThat(all()).startsWith("HTTP/1.1 200 ").contains("/slowHTTP/1.1 200 ").endsWith("/b");
  }

  @Test
  void aBodyThatStallsIsGivenUp() throws Exception {
    send("POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("within 500 ms");
    assertThat(all()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1000000\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nF4240\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1;",
        "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
      })
  void aBodyThatTricklesIsGivenUp(String rest) throws Exception {
    // drops come far more often than that, however slow the machine is
    try (Slipway patient = start(2_000);
        Socket trickles = Wire.connect(patient.port())) {
      Wire.send(trickles, "POST /read HTTP/1.1\r\nHost: h\r\n" + rest);
      try {
        do {
          Wire.send(trickles, "x");
        } while (!hasFailedWithin(20));
      } catch (SocketException closed) {
        // that is what is expected, sooner or later
      }
      assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("too slowly");
      assertThat(Wire.all(trickles)).startsWith("HTTP/1.1 408 ").contains("Connection: close");
    }
  }

  private static boolean hasFailedWithin(int millis) throws Exception {
    try {
      failure.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    }
  }

  /** Who reads by a listener has no thread that could wait, and is told all the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"})
  void aBodyThatStallsUnderItsListenerIsGivenUp(String rest) throws Exception {
    send("POST /listen HTTP/1.1\r\nHost: h\r\n" + rest);
    assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("within 500 ms");
    assertThat(all()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
  }

  @Test
  void aClientThatTakesNothingFromAListenerIsGivenUp() throws Exception {
    send("GET /listen HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(failure.get(20, TimeUnit.SECONDS))
        .hasMessageContaining("took no data within 500 ms");
  }

  @Test
  void chunksThatStallAreGivenUp() throws Exception {
    send("POST /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
    assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("within 500 ms");
    assertThat(all()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
  }

  @Test
  void aClientThatTakesNothingIsGivenUp() throws Exception {
    send("GET /much HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(failure.get(20, TimeUnit.SECONDS))
        .hasMessageContaining("took no data within 500 ms");
  }

  @Test
  void aBodyThatNobodyReadAndNobodySendsEndsTheConnection() throws IOException {
    send("POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 200 ").contains("/unread");
  }
}
