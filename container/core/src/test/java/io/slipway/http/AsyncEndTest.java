package io.slipway.http;

import static io.slipway.Await.await;
import static io.slipway.http.HttpHarness.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.RequestLifecycle.Phase;
import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How asynchronous requests come to their end: Servlet 6.1, 2.3.3.3 and 5.7. */
class AsyncEndTest {
  private static final int LARGE = 16_000_000;

  @AutoClose private final HttpHarness web = new HttpHarness();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final CompletableFuture<ServletExchange> exchange = new CompletableFuture<>();

  // ---- by whom ----

  private void serveWaiting(int bytes, @Nullable AsyncListener listener) {
    web.serve(
            "/wait",
            (request, response) -> {
              response.setBufferSize(Math.max(bytes, 1));
              response.getOutputStream().write(new byte[bytes]);
              AsyncContext async = request.startAsync();
              if (listener != null) {
                async.addListener(listener);
              }
              exchange.complete(request.exchange());
            })
        .start();
  }

  @Test
  void whoCompletesARequestOfWhichNobodyElseHearsEndsIt() throws Exception {
    web.requestListener = false;
    serveWaiting(LARGE, null);
    try (Socket socket = ask("/wait")) {
      RequestLifecycle lifecycle = lifecycle();
      await(() -> lifecycle.phase() == Phase.SUSPENDED);
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      exchange.get().asyncContext().complete();
      assertThat(lifecycle.isDone()).as("when complete has returned").isTrue();
      assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(loader);
      assertThat(socket.getInputStream().readAllBytes().length)
          .as("although the client had taken next to nothing")
          .isGreaterThan(LARGE);
    }
    await(() -> web.buffers.lent() == 0);
  }

  @Test
  void listenersHearOfTheEndOnAThreadOfTheContainer() throws Exception {
    web.requestListener = false;
    CompletableFuture<Thread> heardOn = new CompletableFuture<>();
    serveWaiting(
        1,
        new LoggingListener(log) {
          @Override
          public void onComplete(AsyncEvent event) {
            heardOn.complete(Thread.currentThread());
          }
        });
    try (Socket socket = ask("/wait")) {
      RequestLifecycle lifecycle = lifecycle();
      await(() -> lifecycle.phase() == Phase.SUSPENDED);
      exchange.get().asyncContext().complete();
      assertThat(heardOn.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  /** For a thread of the application may still be at it. */
  @Test
  void afterATimeoutTheConnectionServesNoOther() throws Exception {
    web.serve("/x", (request, response) -> request.startAsync().setTimeout(20)).start();
    assertThat(web.raw("GET /x HTTP/1.1\nHost: a\n\n"))
        .startsWith("HTTP/1.1 500 ")
        .contains("\r\nConnection: close\r\n");
  }

  /**
   * Half a response, or all that was written by then: but nothing of it is left on the connection,
   * where it would be part of the next response.
   */
  @Test
  void anotherThreadThatWritesMeanwhileWritesIntoNoOtherResponse() throws Exception {
    web.serve("/next", (request, response) -> response.getOutputStream().print("next"));
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              CompletableFuture<Void> writes = new CompletableFuture<>();
              ServletOutputStream out = response.getOutputStream();
              async.start(
                  () -> {
                    try {
                      for (int i = 0; i < 2_000; i++) {
                        out.print("written");
                        out.flush();
                        writes.complete(null);
                      }
                    } catch (IOException tooLate) {
                      log.add(tooLate.toString());
                    }
                  });
              async.start(
                  () -> {
                    writes.join();
                    async.complete();
                  });
            })
        .start();
    for (int i = 0; i < 200; i++) {
      try (Socket socket = web.connect()) {
        Wire.send(socket, "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        Wire.send(socket, "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        String both = HttpHarness.readAll(socket.getInputStream());
        int end = both.indexOf("\r\n0\r\n\r\n");
        if (end < 0) {
          assertThat(both.lastIndexOf("HTTP/1.1")).as("another response").isZero();
        } else {
          assertThat(body(both)).matches("(written)+");
          assertThat(both.substring(end + 7)).startsWith("HTTP/1.1 200 ").endsWith("next");
        }
      }
    }
  }

  @Test
  void anotherThreadThatReadsMeanwhileReadsNothingOfTheNextRequest() throws Exception {
    web.serve("/next", (request, response) -> response.getOutputStream().print("next"));
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              CompletableFuture<Void> reads = new CompletableFuture<>();
              ServletInputStream in = request.getInputStream();
              async.start(
                  () -> {
                    byte[] bytes = new byte[8];
                    try {
                      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                        reads.complete(null);
                        log.add(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
                      }
                    } catch (IOException tooLate) {
                      // what is read now is not for it
                    }
                  });
              async.start(
                  () -> {
                    reads.join();
                    async.complete();
                  });
            })
        .start();
    String body = "b".repeat(500);
    String post = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + 40 * 500 + "\r\n\r\n";
    for (int i = 0; i < 300; i++) {
      try (Socket socket = web.connect()) {
        Wire.send(socket, post);
        for (int k = 0; k < 40; k++) {
          Wire.send(socket, body);
        }
        Wire.send(socket, "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        HttpHarness.readAll(socket.getInputStream());
      }
    }
    assertThat(log).allMatch(read -> read.matches("b+"));
  }

  // ---- in non-blocking mode ----

  /** Writes more than a socket takes, and ends the cycle at once. */
  private void serveLarge(@Nullable String dispatchTo) {
    web.serve(
            "/large",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(new LoggingListener(log));
              ServletOutputStream out = response.getOutputStream();
              out.setWriteListener(
                  new LoggingWriter(
                      log,
                      () -> {
                        out.write(ByteBuffer.allocate(LARGE));
                        exchange.complete(request.exchange());
                        if (dispatchTo == null) {
                          async.complete();
                        } else {
                          async.dispatch(dispatchTo);
                        }
                      }));
            })
        .start();
  }

  private Socket ask(String path) throws IOException {
    Socket socket = web.connect();
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    Wire.send(socket, request);
    return socket;
  }

  private RequestLifecycle lifecycle() throws Exception {
    return exchange.get(20, TimeUnit.SECONDS).lifecycle();
  }

  @Test
  void onCompleteWaitsForTheWritesUnderWay() throws Exception {
    serveLarge(null);
    try (Socket socket = ask("/large")) {
      RequestLifecycle lifecycle = lifecycle();
      await(() -> lifecycle.phase() == Phase.COMPLETE_HELD);
      assertThat(log).as("nothing has been read").isEmpty();
      assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(LARGE);
      await(lifecycle::isDone);
      assertThat(log).containsExactly("complete");
    }
  }

  @Test
  void dispatchWaitsForTheWritesUnderWayAndFindsTheStreamClosed() throws Exception {
    web.serve(
        "/next",
        (request, response) -> {
          log.add("dispatched");
          try {
            response.getOutputStream().print("more");
            log.add("written");
          } catch (IOException closed) {
            log.add("closed");
          }
        });
    serveLarge("/next");
    try (Socket socket = ask("/large")) {
      RequestLifecycle lifecycle = lifecycle();
      await(() -> lifecycle.phase() == Phase.DISPATCH_HELD);
      assertThat(log).as("nothing has been read").isEmpty();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("more")
          .endsWith("\r\n0\r\n\r\n");
      await(lifecycle::isDone);
      assertThat(log).containsExactly("dispatched", "closed", "complete");
    }
  }

  /** As WebFlux does with what fails when a part of the response has left. */
  @Test
  void whatIsDispatchedToAndFailsLeavesHalfAResponse() throws Exception {
    web.serve(
        "/next",
        (request, response) -> {
          log.add("dispatched");
          throw new IllegalStateException("on purpose");
        });
    serveLarge("/next");
    try (Socket socket = ask("/large")) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer.length()).as("what was written before").isGreaterThan(LARGE);
      assertThat(answer.endsWith("\r\n0\r\n\r\n")).as("its end").isFalse();
    }
    await(lifecycle()::isDone);
    assertThat(log).containsExactly("dispatched", "error", "complete");
  }

  @Test
  void aClientThatGoesAwayEndsTheWritesUnderWay() throws Exception {
    serveLarge(null);
    try (Socket socket = ask("/large")) {
      RequestLifecycle lifecycle = lifecycle();
      await(() -> lifecycle.phase() == Phase.COMPLETE_HELD);
      socket.setSoLinger(true, 0);
    }
    await(lifecycle()::isDone);
    assertThat(log).containsExactly("write error", "complete");
  }

  @Test
  void theStreamClosedInNonBlockingModeIsSentInTheBackground() throws Exception {
    web.serve(
            "/close",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(new LoggingListener(log));
              ServletOutputStream out = response.getOutputStream();
              out.setWriteListener(
                  new LoggingWriter(
                      log,
                      () -> {
                        out.write(ByteBuffer.allocate(LARGE));
                        out.close();
                        log.add("closed");
                        exchange.complete(request.exchange());
                      }));
            })
        .start();
    try (Socket socket = ask("/close")) {
      RequestLifecycle lifecycle = lifecycle();
      await(() -> lifecycle.phase() == Phase.SUSPENDED);
      assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(LARGE);
      assertThat(log).containsExactly("closed");
      exchange.get().asyncContext().complete();
      await(lifecycle::isDone);
      assertThat(log).containsExactly("closed", "complete");
    }
  }

  @Test
  void anErrorPageAfterAWriteListenerIsWrittenAsAnyOther() throws Exception {
    String page = "page ".repeat(10_000);
    web.errorPage(500, "/500")
        .serve("/500", (request, response) -> response.getWriter().print(page));
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(new LoggingListener(log));
              response
                  .getOutputStream()
                  .setWriteListener(
                      new WriteListener() {
                        @Override
                        public void onWritePossible() {
                          throw new IllegalStateException("no");
                        }

                        @Override
                        public void onError(Throwable t) {
                          log.add("write error " + t.getMessage());
                        }
                      });
            })
        .start();
    String response = web.get("/x");
    assertThat(response).startsWith("HTTP/1.1 500");
    assertThat(body(response)).isEqualTo(page);
    assertThat(log).containsExactly("write error no", "error", "complete");
  }

  // ---- after timeout or failure ----

  /**
   * What happens, whether the response is committed then, what the application does about it, and
   * what the client gets: a whole response with that status, or half of one and the end of the
   * connection.
   */
  @ParameterizedTest
  @CsvSource({
    "timeout,  false, nothing,  500",
    "timeout,  true,  nothing,  broken",
    "timeout,  false, complete, 200",
    "timeout,  true,  complete, 200",
    "timeout,  false, dispatch, 200 next",
    "timeout,  true,  dispatch, 200 next",
    "timeout,  false, page,     500 page",
    "timeout,  true,  page,     broken",
    "timeout,  false, throw,    500",
    "timeout,  true,  throw,    broken",
    "service,  false, nothing,  500",
    "service,  true,  nothing,  broken",
    "service,  false, complete, 200",
    "service,  true,  complete, 200",
    "service,  false, dispatch, 200 next",
    "service,  true,  dispatch, 200 next",
    "service,  false, page,     500 page",
    "service,  true,  page,     broken",
    "service,  false, throw,    500",
    "service,  true,  throw,    broken",
    "dispatch, false, nothing,  500",
    "dispatch, true,  nothing,  broken",
    "dispatch, false, complete, 200",
    "dispatch, true,  complete, 200",
    "dispatch, false, dispatch, 200 next",
    "dispatch, true,  dispatch, 200 next",
    "dispatch, false, page,     500 page",
    "dispatch, true,  page,     broken",
    "write,    false, nothing,  500",
    "write,    true,  nothing,  broken",
    "write,    false, complete, 200",
    "write,    true,  complete, 200",
    "write,    false, page,     500 page",
    "write,    true,  page,     broken",
    "read,     false, nothing,  500",
    "read,     true,  nothing,  broken",
    "read,     false, complete, 200",
    "read,     true,  complete, 200",
    "read,     false, dispatch, 200 next",
    "read,     true,  dispatch, 200 next",
    "read,     false, page,     500 page",
    "read,     true,  page,     broken",
  })
  void timeoutsAndFailures(String event, boolean committed, String answer, String expected)
      throws Exception {
    if (answer.equals("page")) {
      web.errorPage(500, "/page");
    }
    web.serve("/page", (request, response) -> response.getOutputStream().print("page"));
    web.serve("/next", (request, response) -> response.getOutputStream().print("next"));
    web.serve(
        "/broken",
        (request, response) -> {
          throw new IllegalStateException("the test's");
        });
    AsyncListener answering =
        new LoggingListener(log) {
          @Override
          public void onTimeout(AsyncEvent event) throws IOException {
            super.onTimeout(event);
            answer(event);
          }

          @Override
          public void onError(AsyncEvent event) throws IOException {
            super.onError(event);
            answer(event);
          }

          private void answer(AsyncEvent event) throws IOException {
            switch (answer) {
              case "complete" -> event.getAsyncContext().complete();
              case "dispatch" -> event.getAsyncContext().dispatch("/next");
              case "throw" -> throw new IOException("the listener's own");
              default -> {}
            }
          }
        };
    web.serve("/x", (request, response) -> begin(request, response, event, committed, answering))
        .start();
    String response = web.get("/x");
    if (expected.equals("broken")) {
      assertThat(response).startsWith("HTTP/1.1 200").doesNotContain("\r\n0\r\n");
    } else {
      String[] parts = expected.split(" ");
      assertThat(response).startsWith("HTTP/1.1 " + parts[0]);
      if (committed) {
        assertThat(response).endsWith("\r\n0\r\n\r\n").contains("begun");
      }
      if (parts.length > 1) {
        assertThat(body(response)).contains(parts[1]);
      }
    }
    await(() -> log.contains("complete"));
    assertThat(log).containsExactly(event.equals("timeout") ? "timeout" : "error", "complete");
  }

  private static void begin(
      ServerRequest request,
      ServerResponse response,
      String event,
      boolean committed,
      AsyncListener listener)
      throws IOException {
    if (committed) {
      response.getOutputStream().print("begun");
      response.flushBuffer();
    }
    AsyncContext async = request.startAsync();
    async.addListener(listener);
    switch (event) {
      case "timeout" -> async.setTimeout(20);
      case "service" -> throw new IllegalStateException("the test's");
      case "dispatch" -> async.dispatch("/broken");
      case "write" -> response.getOutputStream().setWriteListener(new FailingListener());
      case "read" -> request.getInputStream().setReadListener(new FailingListener());
      default -> throw new IllegalArgumentException(event);
    }
  }

  private static final class FailingListener implements WriteListener, ReadListener {
    @Override
    public void onWritePossible() {
      throw new IllegalStateException("the test's");
    }

    @Override
    public void onDataAvailable() {
      throw new IllegalStateException("the test's");
    }

    @Override
    public void onAllDataRead() {
      throw new IllegalStateException("the test's");
    }

    @Override
    public void onError(Throwable t) {}
  }
}
