package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Await;
import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UpgradeTest {
  private static final String REQUEST =
      "GET /up HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

  @AutoClose private final HttpHarness web = new HttpHarness();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final CountDownLatch destroyed = new CountDownLatch(1);

  /** Asks readiness before a listener is set, and reads and writes without blocking. */
  static final class Echo implements HttpUpgradeHandler {
    private UpgradeTest test;

    @Override
    public void init(WebConnection connection) {
      try {
        ServletInputStream in = connection.getInputStream();
        ServletOutputStream out = connection.getOutputStream();
        assertThat(out.isReady()).isTrue();
        in.isReady();
        in.setReadListener(
            new ReadListener() {
              @Override
              public void onDataAvailable() throws IOException {
                byte[] bytes = new byte[100];
                while (in.isReady() && !in.isFinished()) {
                  int count = in.read(bytes);
                  out.print("<" + new String(bytes, 0, count, StandardCharsets.US_ASCII) + ">");
                }
              }

              @Override
              public void onAllDataRead() throws IOException {
                test.log.add("all");
                out.print("bye");
                try {
                  connection.close();
                } catch (Exception e) {
                  throw new IOException(e);
                }
              }

              @Override
              public void onError(Throwable t) {
                test.log.add(t.toString());
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void destroy() {
      test.log.add("destroy");
      test.destroyed.countDown();
    }
  }

  @Test
  void dataSentWithTheRequestReachesTheHandler() throws Exception {
    web.serve(
            "/up",
            (request, response) -> {
              response.setHeader("Upgrade", "echo");
              request.upgrade(Echo.class).test = this;
              response.flushBuffer();
              response.setHeader("X-Late", "1");
            })
        .start();
    try (Socket socket = web.connect()) {
      Wire.send(socket, REQUEST + "first");
      InputStream in = socket.getInputStream();
      String head = readUntil(in, "<first>");
      assertThat(head)
          .startsWith("HTTP/1.1 101 ")
          .contains("Upgrade: echo")
          .contains("X-Late: 1")
          .doesNotContain("Content-Length");
      Wire.send(socket, "second");
      readUntil(in, "<second>");
      socket.shutdownOutput();
      assertThat(HttpHarness.readAll(in)).isEqualTo("bye");
    }
    assertThat(destroyed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(log).containsExactly("all", "destroy");
    assertThat(web.events).containsExactly("initialized", "destroyed");
  }

  /** As WebFlux does. */
  @Test
  void whatIsAsynchronousAndNonBlockingIsUpgradedWhenItIsCompleted() throws Exception {
    web.serve(
            "/up",
            (request, response) -> {
              AsyncContext async = request.startAsync();
              response
                  .getOutputStream()
                  .setWriteListener(
                      new WriteListener() {
                        @Override
                        public void onWritePossible() throws IOException {
                          try {
                            request.upgrade(Echo.class).test = UpgradeTest.this;
                          } catch (ServletException e) {
                            throw new IOException(e);
                          }
                          async.complete();
                        }

                        @Override
                        public void onError(Throwable t) {
                          log.add("write " + t);
                        }
                      });
            })
        .start();
    try (Socket socket = web.connect()) {
      Wire.send(socket, REQUEST + "first");
      assertThat(readUntil(socket.getInputStream(), "<first>")).startsWith("HTTP/1.1 101 ");
    }
    assertThat(destroyed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(log).noneMatch(entry -> entry.startsWith("write"));
  }

  private static final ThreadLocal<String> KEPT = new ThreadLocal<>();

  static final class Finds implements HttpUpgradeHandler {
    @Override
    public void init(WebConnection connection) {
      try (ServletOutputStream out = connection.getOutputStream()) {
        out.print("found " + KEPT.get() + '\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void destroy() {}
  }

  @Test
  void theHandlerBeginsInTheThreadOfItsRequest() throws Exception {
    web.serve(
            "/up",
            (request, response) -> {
              request.upgrade(Finds.class);
              KEPT.set(request.getParameter("q"));
            })
        .start();
    for (int i = 0; i < 20; i++) {
      try (Socket socket = web.connect()) {
        Wire.send(socket, REQUEST.replace("/up", "/up?q=" + i));
        readUntil(socket.getInputStream(), "found " + i + "\n");
      }
    }
  }

  /** RFC 9110, 7.8: the new protocol begins behind the whole request. */
  @Test
  void aBodyIsReadAwayBefore() throws Exception {
    web.serve("/up", (request, response) -> request.upgrade(Echo.class).test = this).start();
    String head = REQUEST.replace("\r\n\r\n", "\r\nContent-Length: 5\r\n\r\n");
    try (Socket socket = web.connect()) {
      Wire.send(socket, head + "hellofirst");
      readUntil(socket.getInputStream(), "<first>");
    }
    try (Socket socket = web.connect()) {
      Wire.send(socket, head + "he");
      assertThat(HttpHarness.readAll(socket.getInputStream()))
          .startsWith("HTTP/1.1 408 ")
          .contains("\r\nConnection: close\r\n")
          .doesNotContain("Upgrade: ");
    }
  }

  private static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith(end)) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("ended after " + text);
      }
      text.append((char) c);
    }
    return text.toString();
  }

  /** Blocks in init, and writes more than a socket takes. */
  static final class Blocking implements HttpUpgradeHandler {
    private UpgradeTest test;

    @Override
    public void init(WebConnection connection) {
      try {
        int first = connection.getInputStream().read();
        ServletOutputStream out = connection.getOutputStream();
        out.setWriteListener(
            new WriteListener() {
              private int sent;

              @Override
              public void onWritePossible() throws IOException {
                byte[] bytes = new byte[50_000];
                Arrays.fill(bytes, (byte) first);
                while (out.isReady()) {
                  if (sent == 10_000_000) {
                    try {
                      connection.close();
                    } catch (Exception e) {
                      throw new IOException(e);
                    }
                    return;
                  }
                  out.write(bytes);
                  sent += bytes.length;
                }
              }

              @Override
              public void onError(Throwable t) {
                test.log.add(t.toString());
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void destroy() {
      test.destroyed.countDown();
    }
  }

  @Test
  void blockingReadsAndLargeNonBlockingWrites() throws Exception {
    web.serve("/up", (request, response) -> request.upgrade(Blocking.class).test = this).start();
    try (Socket socket = web.connect()) {
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      readUntil(in, "\r\n\r\n");
      socket.getOutputStream().write('z');
      assertThat(HttpHarness.readAll(in)).hasSize(10_000_000).startsWith("zzz").endsWith("zzz");
    }
    assertThat(destroyed.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(log).isEmpty();
  }

  @Test
  void whoWaitsForAClientThatGoesIsToldOnce() throws Exception {
    web.serve("/up", (request, response) -> request.upgrade(Blocking.class).test = this).start();
    try (Socket socket = web.connect()) {
      socket.getOutputStream().write((REQUEST + "z").getBytes(StandardCharsets.US_ASCII));
      readUntil(socket.getInputStream(), "z");
    }
    assertThat(destroyed.await(20, TimeUnit.SECONDS)).isTrue();
    Await.await(() -> !log.isEmpty());
    assertThat(log).hasSize(1);
  }

  @Test
  void aFailureAfterUpgradeIsAnsweredAsOne() throws Exception {
    web.serve(
            "/up",
            (request, response) -> {
              request.upgrade(Echo.class);
              throw new IllegalStateException("no");
            })
        .start();
    assertThat(web.request("GET", "/up", "Upgrade: echo")).startsWith("HTTP/1.1 500");
    assertThat(web.get("/up")).as("without Upgrade").startsWith("HTTP/1.1 500");
  }
}
