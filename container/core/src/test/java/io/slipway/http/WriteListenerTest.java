package io.slipway.http;

import static io.slipway.Await.await;
import static io.slipway.http.HttpHarness.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ServletOutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that servlets write without blocking. */
class WriteListenerTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int LARGE = 20_000_000;

  @AutoClose private final HttpHarness web = new HttpHarness();
  private final List<String> log = new CopyOnWriteArrayList<>();

  @Test
  void aLargeBodyGoesToASlowReader() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              ServletOutputStream out = response.getOutputStream();
              byte[] chunk = "0123456789".repeat(1000).getBytes(StandardCharsets.US_ASCII);
              AtomicInteger sent = new AtomicInteger();
              out.setWriteListener(
                  new LoggingWriter(
                      log,
                      () -> {
                        while (out.isReady()) {
                          if (sent.get() == LARGE) {
                            log.add("done");
                            async.complete();
                            return;
                          }
                          if (sent.getAndAdd(chunk.length) % 20_000 == 0) {
                            out.write(chunk);
                          } else {
                            out.write(ByteBuffer.wrap(chunk));
                          }
                        }
                        log.add("not ready");
                      }));
              assertThatThrownBy(() -> out.setWriteListener(null))
                  .isInstanceOf(NullPointerException.class);
            })
        .start();
    String body;
    try (Socket slow = web.connect()) {
      Wire.send(slow, "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      // Nothing is read until the servlet has found that it cannot go on.
      await(() -> log.contains("not ready"));
      assertThat(log).containsExactly("not ready");
      byte[] answer = slow.getInputStream().readAllBytes();
      body = body(new String(answer, StandardCharsets.ISO_8859_1));
    }
    assertThat(body.length()).isEqualTo(LARGE);
    assertThat(body).isEqualTo("0123456789".repeat(LARGE / 10));
    assertThat(log).endsWith("done");
  }

  /** Nobody would call a listener back that is told to wait for more of a response that is over. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClosedResponseKeepsItsListenerWaitingForNothing(boolean declared) throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              if (declared) {
                response.setContentLength(LARGE);
              }
              ServletOutputStream out = response.getOutputStream();
              AtomicInteger sent = new AtomicInteger();
              out.setWriteListener(
                  new LoggingWriter(
                      log,
                      () -> {
                        while (out.isReady()) {
                          if (sent.get() == LARGE) {
                            log.add("done");
                            async.complete();
                            return;
                          }
                          out.write(new byte[10_000]);
                          if (sent.addAndGet(10_000) == LARGE && !declared) {
                            out.close();
                          }
                        }
                      }));
            })
        .start();
    try (Socket client = web.connect()) {
      Wire.send(client, GET);
      assertThat(Wire.read(client.getInputStream(), false).body()).hasSize(LARGE);
    }
    await(() -> !log.isEmpty());
    assertThat(log).containsExactly("done");
  }

  @Test
  void aClientThatGoesAwayIsToldToTheListener() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    web.serve(
            "/x",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.addListener(
                  new LoggingListener(log) {
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
                  new LoggingWriter(
                      log,
                      () -> {
                        while (out.isReady()) {
                          out.write(new byte[10_000]);
                        }
                      }));
            })
        .start();
    try (Socket socket = web.connect()) {
      Wire.send(socket, GET);
      assertThat(socket.getInputStream().read(new byte[1000])).isPositive();
    }
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(log).containsExactly("write error", "async error");
  }

  @Test
  void aListenerNeedsAsync() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              assertThatThrownBy(
                      () ->
                          response
                              .getOutputStream()
                              .setWriteListener(new LoggingWriter(log, () -> {})))
                  .isInstanceOf(IllegalStateException.class);
              response.getOutputStream().print("ok");
            })
        .start();
    assertThat(web.get("/x")).endsWith("ok");
  }
}
