package io.slipway.http;

import static io.slipway.Await.await;
import static io.slipway.http.HttpHarness.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asynchronous processing: Servlet 6.1, 2.3.3.3. */
class AsyncTest {
  @AutoClose private final HttpHarness web = new HttpHarness();
  private final List<String> log = new CopyOnWriteArrayList<>();

  private LoggingListener listener(String name) {
    return new LoggingListener(log, name + " ") {
      @Override
      public void onError(AsyncEvent event) {
        log.add(name + " error " + event.getThrowable().getMessage());
      }
    };
  }

  @Test
  void completesFromAnotherThread() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(listener("a"));
              async.addListener(listener("b"));
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

  /** Whoever is told that it was too late has changed nothing. */
  @Test
  void ofTwoDispatchesAtTheSameTimeTheOneIsMadeThatWasNotRefused() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    for (String path : List.of("/a", "/b")) {
      web.serve(path, (request, response) -> response.getWriter().print(path));
    }
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              for (String path : List.of("/a", "/b")) {
                async.start(
                    () -> {
                      try {
                        both.await(20, TimeUnit.SECONDS);
                        async.dispatch(path);
                        log.add(path);
                      } catch (IllegalStateException tooLate) {
                        // the other one is made
                      } catch (Exception e) {
                        throw new IllegalStateException(e);
                      }
                    });
              }
            })
        .start();
    for (int i = 1; i <= 2_000; i++) {
      int made = i;
      String answer = body(web.get("/x"));
      await(() -> log.size() == made);
      assertThat(answer).isEqualTo(log.get(i - 1));
    }
  }

  private static void setAttributes(ServerRequest request, CyclicBarrier both, String prefix) {
    try {
      both.await(20, TimeUnit.SECONDS);
    } catch (Exception alone) {
      throw new IllegalStateException(alone);
    }
    for (int i = 0; i < 10_000; i++) {
      request.setAttribute(prefix + i, prefix);
    }
  }

  /** As filters do on their way back, while another thread has the request already. */
  @Test
  void attributesAreForTwoThreads() throws Exception {
    web.serve(
        "/count",
        (request, response) ->
            response
                .getWriter()
                .print(
                    Collections.list(request.getAttributeNames()).stream()
                        .filter(name -> name.startsWith("number "))
                        .count()));
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              CyclicBarrier both = new CyclicBarrier(2);
              async.start(
                  () -> {
                    setAttributes(request, both, "number a");
                    async.dispatch("/count");
                  });
              setAttributes(request, both, "number b");
            })
        .start();
    assertThat(body(web.get("/x"))).isEqualTo("20000");
  }

  @Test
  void dispatchesAndStartsAgain() throws Exception {
    web.serve(
        "/x",
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.addListener(listener("a"));
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
          async.addListener(listener("b"));
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
              async.addListener(listener("a"));
            })
        .start();
    String answer = web.get("/x");
    assertThat(answer).startsWith("HTTP/1.1 500").endsWith("page");
    assertThat(log).containsExactly("a timeout", "a complete");
  }

  /** Zero or less is no timeout: Javadoc of {@code setTimeout}. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void withoutATimeoutItWaitsForTheApplication(long timeout) throws Exception {
    CompletableFuture<AsyncContext> waiting = new CompletableFuture<>();
    web.serve(
        "/x",
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.setTimeout(timeout);
          async.addListener(listener("a"));
          waiting.complete(async);
        });
    web.serve("/expires", (request, response) -> request.startAsync().setTimeout(50)).start();
    try (Socket client = web.connect()) {
      Wire.send(client, "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      AsyncContext async = waiting.get(20, TimeUnit.SECONDS);
      assertThat(web.get("/expires")).startsWith("HTTP/1.1 500");
      async.complete();
      assertThat(Wire.all(client)).startsWith("HTTP/1.1 200");
    }
    assertThat(log).containsExactly("a complete");
  }

  @Test
  void aListenerMayAnswerATimeout() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.setTimeout(50);
              async.addListener(
                  new LoggingListener(log, "a ") {
                    @Override
                    public void onTimeout(AsyncEvent event) throws IOException {
                      event.getSuppliedResponse().getWriter().print("late");
                      event.getAsyncContext().complete();
                      throw new IOException("counts for nothing");
                    }
                  });
              async.addListener(listener("b"));
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
          async.addListener(listener("a"));
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
          request.startAsync().addListener(listener("z"));
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
  void aContextThatMayNotBeReachedIsRefusedWithTheWebappThatAsked() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              ServletContext foreign =
                  (ServletContext)
                      Proxy.newProxyInstance(
                          ServletContext.class.getClassLoader(),
                          new Class<?>[] {ServletContext.class},
                          (proxy, method, arguments) -> null);
              AsyncContext async = request.startAsync();
              assertThatThrownBy(() -> async.dispatch(foreign, "/y"))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessage("The servlet context belongs to no webapp that / may dispatch to");
              response.getWriter().print("refused");
              async.complete();
            })
        .start();
    assertThat(body(web.get("/x"))).isEqualTo("refused");
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
                      assertThatThrownBy(() -> async.addListener(listener("x")))
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
                          async.addListener(listener("late"));
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
  void onCompleteStillHasTheRequestAndResponse() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(
                  new LoggingListener(log, "a ") {
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
}
