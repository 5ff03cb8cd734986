package io.slipway.http;

import static io.slipway.Await.await;
import static io.slipway.http.HttpHarness.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncTest {
  @AutoClose private final HttpHarness web = new HttpHarness();
  private final List<String> log = new CopyOnWriteArrayList<>();

  private class Logging implements AsyncListener {
    private final String name;

    Logging(String name) {
      this.name = name;
    }

    @Override
    public void onComplete(AsyncEvent event) throws IOException {
      log.add(name + " complete");
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      log.add(name + " timeout");
    }

    @Override
    public void onError(AsyncEvent event) throws IOException {
      log.add(name + " error " + event.getThrowable().getMessage());
    }

    @Override
    public void onStartAsync(AsyncEvent event) throws IOException {
      log.add(name + " start");
    }
  }

  @Test
  void completesFromAnotherThread() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(new Logging("a"));
              async.addListener(new Logging("b"));
              async.start(
                  () -> {
                    try {
                      response
                          .getWriter()
                          .print(
                              Thread.currentThread().getContextClassLoader()
                                  == web.app.classLoader());
                      async.complete();
                      assertThatThrownBy(async::getRequest)
                          .isInstanceOf(IllegalStateException.class);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
            })
        .start();
    assertThat(body(web.get("/x"))).isEqualTo("true");
    assertThat(log).containsExactly("a complete", "b complete");
    assertThat(web.events).containsExactly("initialized", "destroyed");
  }

  @Test
  void dispatchesAndStartsAgain() throws Exception {
    web.serve(
        "/x",
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.addListener(new Logging("a"));
          async.dispatch("/y?n=1");
          assertThat(request.isAsyncStarted()).isTrue();
          assertThatThrownBy(() -> async.dispatch("/z")).isInstanceOf(IllegalStateException.class);
          response.getWriter().print("x ");
        });
    web.serve(
        "/y",
        (request, response) -> {
          assertThat(request.isAsyncStarted()).isFalse();
          response
              .getWriter()
              .print(
                  request.getDispatcherType()
                      + " "
                      + request.getRequestURI()
                      + " "
                      + request.getAttribute(AsyncContext.ASYNC_REQUEST_URI)
                      + " ");
          AsyncContext async = request.startAsync();
          async.addListener(new Logging("b"));
          async.start(() -> async.dispatch("/z"));
        });
    web.serve(
        "/z",
        (request, response) ->
            response
                .getWriter()
                .print("z " + request.getAttribute(AsyncContext.ASYNC_REQUEST_URI)));
    web.start();
    assertThat(body(web.get("/x"))).isEqualTo("x ASYNC /y /x z /x");
    assertThat(log).containsExactly("a start", "b complete");
  }

  @Test
  void dispatchWithoutPathGoesToWhereTheRequestIs() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              if (request.getAttribute("seen") == null) {
                request.setAttribute("seen", true);
                request.startAsync().dispatch();
              } else {
                response.getWriter().print(request.getDispatcherType() + request.getRequestURI());
              }
            })
        .start();
    assertThat(body(web.get("/x"))).isEqualTo("ASYNC/x");
  }

  @Test
  void timesOutIntoAnErrorDispatch() throws Exception {
    web.errorPage(500, "/500")
        .serve("/500", (request, response) -> response.getWriter().print("page"));
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.setTimeout(50);
              async.addListener(new Logging("a"));
            })
        .start();
    String answer = web.get("/x");
    assertThat(answer).startsWith("HTTP/1.1 500").endsWith("page");
    assertThat(log).containsExactly("a timeout", "a complete");
  }

  @Test
  void aListenerMayAnswerATimeout() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.setTimeout(50);
              async.addListener(
                  new Logging("a") {
                    @Override
                    public void onTimeout(AsyncEvent event) throws IOException {
                      event.getSuppliedResponse().getWriter().print("late");
                      event.getAsyncContext().complete();
                      throw new IOException("counts for nothing");
                    }
                  });
              async.addListener(new Logging("b"));
            })
        .start();
    assertThat(web.get("/x")).startsWith("HTTP/1.1 200").endsWith("late");
    assertThat(log).containsExactly("b timeout", "a complete", "b complete");
  }

  @Test
  void failuresOfADispatchAreToldToTheListeners() throws Exception {
    web.serve(
        "/x",
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.addListener(new Logging("a"));
          async.dispatch("/y");
        });
    web.serve(
        "/y",
        (request, response) -> {
          throw new IllegalStateException("broken");
        });
    web.serve(
        "/z",
        (request, response) -> {
          request.startAsync().addListener(new Logging("z"));
          throw new IllegalStateException("z broken");
        });
    web.start();
    assertThat(web.get("/x")).startsWith("HTTP/1.1 500");
    assertThat(web.get("/z")).startsWith("HTTP/1.1 500");
    assertThat(log)
        .containsExactly("a error broken", "a complete", "z error z broken", "z complete");
  }

  @Test
  void sendErrorThenCompleteShowsTheErrorPage() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.start(
                  () -> {
                    try {
                      response.sendError(418, "teapot");
                    } catch (IOException e) {
                      log.add(e.toString());
                    }
                    async.complete();
                  });
            })
        .start();
    assertThat(web.get("/x")).startsWith("HTTP/1.1 418").contains("teapot");
  }

  @Test
  void refusedWhereNotSupported() throws Exception {
    web.asyncSupported = false;
    web.serve(
            "/x",
            (request, response) -> {
              assertThat(request.isAsyncSupported()).isFalse();
              assertThatThrownBy(request::startAsync).isInstanceOf(IllegalStateException.class);
              response.getWriter().print("ok");
            })
        .start();
    assertThat(web.get("/x")).endsWith("ok");
  }

  @Test
  void listenersAndTimeoutAreFixedOnceTheDispatchHasReturned() throws Exception {
    CountDownLatch checked = new CountDownLatch(1);
    web.serve(
            "/x",
            (request, response) -> {
              ServerAsyncContext async = (ServerAsyncContext) request.startAsync();
              assertThat(async.hasOriginalRequestAndResponse()).isTrue();
              assertThat(async.getTimeout()).isEqualTo(30_000);
              CompletableFuture.runAsync(
                  () -> {
                    while (!request.exchange().lifecycle().isReturned()) {
                      Thread.onSpinWait();
                    }
                    try {
                      assertThatThrownBy(() -> async.setTimeout(1))
                          .isInstanceOf(IllegalStateException.class);
                      assertThatThrownBy(() -> async.addListener(new Logging("x")))
                          .isInstanceOf(IllegalStateException.class);
                      checked.countDown();
                    } finally {
                      async.complete();
                    }
                  });
            })
        .start();
    assertThat(web.get("/x")).contains("200");
    assertThat(checked.await(1, TimeUnit.SECONDS)).isTrue();
  }

  /** As CometD does with a request that it holds. */
  @Test
  void aReadListenerMayAddListeners() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              request
                  .getInputStream()
                  .setReadListener(
                      new ReadListener() {
                        @Override
                        public void onDataAvailable() {}

                        @Override
                        public void onAllDataRead() {
                          async.addListener(new Logging("late"));
                          async.complete();
                        }

                        @Override
                        public void onError(Throwable t) {
                          log.add(t.toString());
                          async.complete();
                        }
                      });
            })
        .start();
    assertThat(web.get("/x")).startsWith("HTTP/1.1 200");
    await(() -> !log.isEmpty());
    assertThat(log).containsExactly("late complete");
  }

  @Test
  void nonBlockingWritesOfALargeBodyToASlowReader() throws Exception {
    int size = 20_000_000;
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              ServletOutputStream out = response.getOutputStream();
              byte[] chunk = "0123456789".repeat(1000).getBytes(StandardCharsets.US_ASCII);
              out.setWriteListener(
                  new WriteListener() {
                    private int sent;

                    @Override
                    public void onWritePossible() throws IOException {
                      while (out.isReady()) {
                        if (sent == size) {
                          log.add("done");
                          async.complete();
                          return;
                        }
                        if (sent % 20_000 == 0) {
                          out.write(chunk);
                        } else {
                          out.write(ByteBuffer.wrap(chunk));
                        }
                        sent += chunk.length;
                      }
                      log.add("not ready");
                    }

                    @Override
                    public void onError(Throwable t) {
                      log.add(t.toString());
                    }
                  });
              assertThatThrownBy(() -> out.setWriteListener(null))
                  .isInstanceOf(NullPointerException.class);
            })
        .start();
    String body;
    try (Socket slow = new Socket("127.0.0.1", web.port())) {
      String request = "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      Wire.send(slow, request);
      // Nothing is read until the servlet has found that it cannot go on.
      await(() -> log.contains("not ready"));
      assertThat(log).containsExactly("not ready");
      byte[] answer = slow.getInputStream().readAllBytes();
      body = body(new String(answer, StandardCharsets.ISO_8859_1));
    }
    assertThat(body.length()).isEqualTo(size);
    assertThat(body).isEqualTo("0123456789".repeat(size / 10));
    assertThat(log).endsWith("done");
  }

  /** Nobody would call a listener back that is told to wait for more of a response that is over. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClosedResponseKeepsItsListenerWaitingForNothing(boolean declared) throws Exception {
    int size = 20_000_000;
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              if (declared) {
                response.setContentLength(size);
              }
              ServletOutputStream out = response.getOutputStream();
              out.setWriteListener(
                  new WriteListener() {
                    private int sent;

                    @Override
                    public void onWritePossible() throws IOException {
                      while (out.isReady()) {
                        if (sent == size) {
                          log.add("done");
                          async.complete();
                          return;
                        }
                        out.write(new byte[10_000]);
                        sent += 10_000;
                        if (sent == size && !declared) {
                          out.close();
                        }
                      }
                    }

                    @Override
                    public void onError(Throwable t) {
                      log.add(t.toString());
                    }
                  });
            })
        .start();
    try (Socket client = web.connect()) {
      Wire.send(client, "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(Wire.read(client.getInputStream(), false).body()).hasSize(size);
    }
    await(() -> !log.isEmpty());
    assertThat(log).containsExactly("done");
  }

  @Test
  void onCompleteStillHasTheRequestAndResponse() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(
                  new Logging("a") {
                    @Override
                    public void onComplete(AsyncEvent event) {
                      log.add(event.getAsyncContext().getRequest() == request ? "same" : "other");
                      log.add(event.getAsyncContext().getResponse() == response ? "same" : "other");
                      ended.countDown();
                    }
                  });
              async.complete();
            })
        .start();
    assertThat(web.get("/x")).startsWith("HTTP/1.1 200");
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(log).containsExactly("same", "same");
  }

  @Test
  void aClientThatGoesAwayIsToldToTheWriteListener() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(
                  new Logging("a") {
                    @Override
                    public void onError(AsyncEvent event) {
                      log.add("async error");
                    }

                    @Override
                    public void onComplete(AsyncEvent event) {
                      ended.countDown();
                    }
                  });
              ServletOutputStream out = response.getOutputStream();
              out.setWriteListener(
                  new WriteListener() {
                    @Override
                    public void onWritePossible() throws IOException {
                      while (out.isReady()) {
                        out.write(new byte[10_000]);
                      }
                    }

                    @Override
                    public void onError(Throwable t) {
                      log.add("write error");
                    }
                  });
            })
        .start();
    try (Socket socket = web.connect()) {
      Wire.send(socket, "GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      InputStream in = socket.getInputStream();
      assertThat(in.read(new byte[1000])).isPositive();
    }
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(log).containsExactly("write error", "async error");
  }

  @Test
  void aWriteListenerNeedsAsync() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              WriteListener none =
                  new WriteListener() {
                    @Override
                    public void onWritePossible() {}

                    @Override
                    public void onError(Throwable t) {}
                  };
              assertThatThrownBy(() -> response.getOutputStream().setWriteListener(none))
                  .isInstanceOf(IllegalStateException.class);
              response.getOutputStream().print("ok");
            })
        .start();
    assertThat(web.get("/x")).endsWith("ok");
  }

  @Test
  void buffersComeBack() throws Exception {
    web.serve("/x", (request, response) -> response.getWriter().print("x")).start();
    for (int i = 0; i < 50; i++) {
      assertThat(web.get("/x")).endsWith("x");
    }
    await(() -> web.buffers.lent() == 0);
  }
}
