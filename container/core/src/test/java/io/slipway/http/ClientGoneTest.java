package io.slipway.http;

import static io.slipway.Await.await;
import static io.slipway.http.HttpHarness.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.slipway.CapturedLog;
import io.slipway.wire.Http2Client;
import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that go away while their asynchronous request waits, with nothing to read or to write, or
 * in the middle of a body.
 */
class ClientGoneTest {
  @AutoClose private final HttpHarness web = new HttpHarness();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final CompletableFuture<AsyncContext> idle = new CompletableFuture<>();

  private class Logging extends LoggingListener {
    Logging() {
      super(log);
    }

    @Override
    public void onError(AsyncEvent event) throws IOException {
      log.add(event.getThrowable() instanceof IOException ? "gone" : "error");
    }
  }

  private Socket send(String request) throws IOException {
    Socket socket = web.connect();
    Wire.send(socket, request);
    return socket;
  }

  private void startIdle(ServerRequest request, AsyncListener listener) {
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    async.addListener(listener);
    idle.complete(async);
  }

  private static final String GET = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        GET,
        "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody",
        "POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"
      })
  void isToldToTheListenersAndEndsTheRequest(String request) throws Exception {
    web.serve(
            "/x",
            (servletRequest, response) -> {
              servletRequest.getInputStream().readAllBytes();
              startIdle(servletRequest, new Logging());
            })
        .start();
    try (Socket socket = send(request)) {
      idle.get(20, TimeUnit.SECONDS);
    }
    await(() -> web.events.contains("destroyed"));
    assertThat(log).containsExactly("gone", "complete");
    AsyncContext late = idle.get();
    assertThatCode(late::complete).as("the application could not know").doesNotThrowAnyException();
    assertThatCode(() -> late.dispatch("/x")).doesNotThrowAnyException();
    assertThat(late.getResponse()).isNotNull();
    await(() -> web.buffers.lent() == 0);
  }

  /**
   * A client could fill the log otherwise: a line with a stack for each body that it breaks off.
   */
  @ParameterizedTest
  @CsvSource({
    // who has ended the sending side alone may read an answer
    "Content-Length: 10, false, plain, is answered with 400",
    "Content-Length: 10, true,  plain, has gone",
    "Content-Length: 10, false, wrapped, is answered with 400",
    "Content-Length: 10, false, read again, is answered with 400",
    "Transfer-Encoding: chunked, false, plain, has gone",
    "Transfer-Encoding: chunked, true,  plain, has gone"
  })
  void withinABodyThatIsReadIsOneQuietLine(String field, boolean reset, String how, String line)
      throws Exception {
    CompletableFuture<String> reading = new CompletableFuture<>();
    web.serve(
            "/x",
            (request, response) -> {
              InputStream in = request.getInputStream();
              reading.complete("" + in.read());
              try {
                in.readAllBytes();
              } catch (IOException gone) {
                if (how.equals("wrapped")) {
                  throw new ServletException(new IllegalStateException(gone));
                }
                if (how.equals("read again")) {
                  in.read();
                }
                throw gone;
              }
            })
        .start();
    List<LogRecord> records = logOf(() -> breakOff(field, reset, reading));
    assertThat(records).extracting(LogRecord::getLevel).containsOnly(Level.FINE);
    assertThat(records)
        .filteredOn(entry -> String.valueOf(entry.getMessage()).contains(line))
        .hasSize(1);
  }

  /** There is nobody to ask for it. */
  @Test
  void beforeABodyWasAskedForIsOneQuietLine() throws Exception {
    CompletableFuture<String> serving = new CompletableFuture<>();
    CompletableFuture<String> reset = new CompletableFuture<>();
    web.serve(
            "/x",
            (request, response) -> {
              serving.complete("");
              reset.join();
              request.getInputStream().read();
            })
        .start();
    List<LogRecord> records =
        logOf(
            () -> {
              try (Socket socket =
                  send(
                      "POST /x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                          + "Content-Length: 10\r\n\r\n")) {
                serving.get(20, TimeUnit.SECONDS);
                socket.setSoLinger(true, 0);
              }
              reset.complete("");
              await(() -> web.events.contains("destroyed"));
            });
    assertThat(records).extracting(LogRecord::getLevel).containsOnly(Level.FINE);
    assertThat(records)
        .filteredOn(entry -> String.valueOf(entry.getMessage()).contains("has gone"))
        .hasSize(1);
  }

  @Test
  void aFaultOfTheServletsOwnIsLoggedAsOneAllTheSame() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              throw new IOException("the file system is full");
            })
        .start();
    List<LogRecord> records =
        logOf(
            () -> {
              assertThat(web.get("/x")).startsWith("HTTP/1.1 500");
              await(() -> web.events.contains("destroyed"));
            });
    assertThat(records)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.getLevel().intValue()).isGreaterThanOrEqualTo(1000);
              assertThat(entry.getThrown()).hasMessage("the file system is full");
            });
  }

  private void breakOff(String field, boolean reset, CompletableFuture<String> reading)
      throws Exception {
    String begun = field.startsWith("Content") ? "body" : "8\r\nbody";
    try (Socket socket =
        send("POST /x HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n\r\n" + begun)) {
      reading.get(20, TimeUnit.SECONDS);
      if (reset) {
        socket.setSoLinger(true, 0);
      }
    }
    await(() -> web.events.contains("destroyed"));
  }

  private interface Scene {
    void play() throws Exception;
  }

  private static List<LogRecord> logOf(Scene scene) throws Exception {
    try (CapturedLog log = new CapturedLog("io.slipway.http", Level.FINE)) {
      scene.play();
      return log.records();
    }
  }

  @Test
  void isToldToAWriteListenerThatHasNothingToWrite() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              startIdle(request, new Logging());
              response.getOutputStream().setWriteListener(new LoggingWriter(log, () -> {}));
            })
        .start();
    try (Socket socket = send(GET)) {
      idle.get(20, TimeUnit.SECONDS);
    }
    await(() -> log.contains("complete"));
    assertThat(log).containsExactly("write error", "gone", "complete");
  }

  @Test
  void isToldToAReadListenerInTheMiddleOfTheBody() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              startIdle(request, new Logging());
              request
                  .getInputStream()
                  .setReadListener(
                      new ReadListener() {
                        @Override
                        public void onDataAvailable() throws IOException {
                          while (request.getInputStream().isReady()) {
                            request.getInputStream().read();
                          }
                        }

                        @Override
                        public void onAllDataRead() {
                          log.add("all read");
                        }

                        @Override
                        public void onError(Throwable t) {
                          log.add("read error");
                        }
                      });
            })
        .start();
    try (Socket socket =
        send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nbody")) {
      idle.get(20, TimeUnit.SECONDS);
    }
    await(() -> log.contains("complete"));
    assertThat(log).containsExactly("read error", "gone", "complete");
  }

  @Test
  void aClientThatOnlyClosedItsSendingSideGetsWhatTheListenerCompletesWith() throws Exception {
    web.serve(
            "/x",
            (request, response) ->
                startIdle(
                    request,
                    new Logging() {
                      @Override
                      public void onError(AsyncEvent event) throws IOException {
                        super.onError(event);
                        event.getSuppliedResponse().getWriter().print("bye");
                        event.getAsyncContext().complete();
                      }
                    }))
        .start();
    try (Socket socket = send(GET)) {
      idle.get(20, TimeUnit.SECONDS);
      socket.shutdownOutput();
      String answer = HttpHarness.readAll(socket.getInputStream());
      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(body(answer)).isEqualTo("bye");
    }
    await(() -> log.contains("complete"));
    assertThat(log).containsExactly("gone", "complete");
  }

  @Test
  void aPipelinedRequestIsNoGoodbye() throws Exception {
    web.serve("/x", (request, response) -> startIdle(request, new Logging()));
    web.serve("/next", (request, response) -> response.getWriter().print("next")).start();
    try (Socket socket = send(GET)) {
      AsyncContext async = idle.get(20, TimeUnit.SECONDS);
      String next = "GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      Wire.send(socket, next);
      async.getResponse().getOutputStream().print("first");
      async.complete();
      assertThat(HttpHarness.readAll(socket.getInputStream())).contains("first").endsWith("next");
    }
    assertThat(log).containsExactly("complete");
  }

  @Test
  void theConnectionServesTheNextRequestAfterAStreamThatTheApplicationClosed() throws Exception {
    web.serve(
        "/x",
        (request, response) -> {
          startIdle(request, new Logging());
          request
              .getAsyncContext()
              .start(
                  () -> {
                    try {
                      response.getOutputStream().print("first");
                      response.getOutputStream().close();
                    } catch (IOException e) {
                      log.add(e.toString());
                    }
                  });
        });
    web.serve("/next", (request, response) -> response.getWriter().print("next")).start();
    try (Socket socket = send(GET)) {
      byte[] first = new byte[1024];
      int read = socket.getInputStream().read(first);
      assertThat(new String(first, 0, read, StandardCharsets.US_ASCII)).endsWith("first");
      String next = "GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      Wire.send(socket, next);
      assertThat(HttpHarness.readAll(socket.getInputStream())).endsWith("next");
    }
    assertThat(log).isEmpty();
    idle.get().complete();
    await(() -> log.contains("complete"));
    assertThat(log).containsExactly("complete");
  }

  /** Threads of the application write on while the container ends their requests. */
  @Test
  void writersOfManyClientsThatGoAway() throws Exception {
    AtomicInteger writers = new AtomicInteger();
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.setTimeout(0);
              writers.incrementAndGet();
              async.start(
                  () -> {
                    try {
                      while (true) {
                        async.getResponse().getOutputStream().print("event");
                        async.getResponse().flushBuffer();
                        Thread.onSpinWait();
                      }
                    } catch (IOException gone) {
                      async.complete();
                    } finally {
                      writers.decrementAndGet();
                    }
                  });
            })
        .start();
    for (int i = 0; i < 60; i++) {
      try (Socket socket = send(GET)) {
        assertThat(socket.getInputStream().read(new byte[100])).isPositive();
      }
    }
    await(() -> writers.get() == 0);
    await(() -> web.events.stream().filter("destroyed"::equals).count() == 60);
  }

  // ---- HTTP/2 ----

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStreamThatIsResetAndAConnectionThatIsClosed(boolean reset) throws Exception {
    web.serve("/x", (request, response) -> startIdle(request, new Logging())).start();
    try (Http2Client client = new Http2Client(web.connect())) {
      client.get(1, "/x").send();
      idle.get(20, TimeUnit.SECONDS);
      if (reset) {
        client.reset(1).send();
      } else {
        client.close();
      }
      await(() -> log.contains("complete"));
    }
    assertThat(log).containsExactly("gone", "complete");
    assertThatCode(idle.get()::complete).doesNotThrowAnyException();
  }
}
