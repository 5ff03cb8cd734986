package io.slipway.http;

import static io.slipway.Await.await;
import static io.slipway.http.HttpHarness.body;
import static io.slipway.http.HttpHarness.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is thrown by methods that do not declare it, as Kotlin, Groovy and Scala let them: the
 * request ends all the same.
 */
class UndeclaredExceptionsTest {
  @AutoClose private final HttpHarness web = new HttpHarness();
  private final List<String> log = new CopyOnWriteArrayList<>();

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static void fail() {
    UndeclaredExceptionsTest.<RuntimeException>raise(new SQLException("on purpose"));
  }

  @Test
  void ofAnErrorPage() throws Exception {
    web.errorPage(500, "/page").serve("/page", (request, response) -> fail());
    assertThat(web.answer((request, response) -> fail())).startsWith("HTTP/1.1 500 ");
    await(() -> web.events.contains("destroyed"));
  }

  /** Half of a response with trailers has no end. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofTheSupplierOfTrailers(boolean error) throws Exception {
    String answer =
        web.answer(
            (request, response) -> {
              response.setTrailerFields(
                  () -> {
                    if (error) {
                      throw new AssertionError("on purpose");
                    }
                    fail();
                    return null;
                  });
              response.getOutputStream().print("hello");
            });
    assertThat(answer).doesNotContain("\r\n0\r\n");
    await(() -> web.buffers.lent() == 0);
  }

  @Test
  void ofAnAsyncListenerAndItsTasks() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(
                  new LoggingListener(log) {
                    @Override
                    public void onComplete(AsyncEvent event) {
                      fail();
                    }
                  });
              async.addListener(new LoggingListener(log));
              async.start(
                  () -> {
                    async.complete();
                    fail();
                  });
            })
        .start();
    assertThat(web.get("/x")).startsWith("HTTP/1.1 200 ");
    await(() -> web.events.contains("destroyed"));
    assertThat(log).containsExactly("complete");
  }

  private static final class Failing implements ReadListener, WriteListener {
    @Override
    public void onDataAvailable() {
      fail();
    }

    @Override
    public void onAllDataRead() {
      fail();
    }

    @Override
    public void onWritePossible() {
      fail();
    }

    @Override
    public void onError(Throwable t) {
      fail();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofReadAndWriteListeners(boolean read) throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              request.startAsync().addListener(new LoggingListener(log));
              if (read) {
                request.getInputStream().setReadListener(new Failing());
              } else {
                response.getOutputStream().setWriteListener(new Failing());
              }
            })
        .start();
    assertThat(body(web.get("/x"))).isNotEmpty();
    await(() -> web.events.contains("destroyed"));
    assertThat(log).containsExactly("error", "complete");
  }

  /** Fails in what its test says. */
  static final class Upgraded implements HttpUpgradeHandler {
    private String in = "";
    private CompletableFuture<Void> destroyed = new CompletableFuture<>();

    @Override
    public void init(WebConnection connection) {
      if (in.equals("init")) {
        fail();
      }
      try {
        ServletInputStream input = connection.getInputStream();
        input.setReadListener(
            new ReadListener() {
              @Override
              public void onDataAvailable() {
                fail();
              }

              @Override
              public void onAllDataRead() {}

              @Override
              public void onError(Throwable t) {
                if (in.equals("onError")) {
                  fail();
                }
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void destroy() {
      destroyed.complete(null);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"init", "onDataAvailable", "onError"})
  void ofAnUpgradeHandler(String in) throws Exception {
    CompletableFuture<Void> destroyed = new CompletableFuture<>();
    web.serve(
            "/up",
            (request, response) -> {
              Upgraded handler = request.upgrade(Upgraded.class);
              handler.in = in;
              handler.destroyed = destroyed;
            })
        .start();
    try (Socket socket = web.connect()) {
      Wire.send(
          socket,
          "GET /up HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nfirst");
      assertThat(readAll(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
      destroyed.get(20, TimeUnit.SECONDS);
    }
  }
}
