package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.wire.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that servlets read without blocking. */
@Timeout(30)
class ReadListenerTest {
  @AutoClose private final HttpHarness web = new HttpHarness();

  private static final class Collector implements ReadListener {
    final AsyncContext async;
    final ServletInputStream in;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final BlockingQueue<String> events;

    Collector(ServerRequest request, BlockingQueue<String> events) throws IOException {
      this.async = request.startAsync();
      this.in = request.getInputStream();
      this.events = events;
    }

    @Override
    public void onDataAvailable() throws IOException {
      events.add("data");
      byte[] buffer = new byte[1000];
      while (in.isReady()) {
        int count = in.read(buffer);
        if (count < 0) {
          break;
        }
        bytes.write(buffer, 0, count);
      }
    }

    @Override
    public void onAllDataRead() throws IOException {
      events.add("all " + bytes.size() + " " + in.isFinished());
      async.getResponse().getWriter().print("read " + bytes.size());
      async.complete();
    }

    @Override
    public void onError(Throwable failure) {
      events.add("error");
      async.complete();
    }
  }

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private void serveCollector() {
    web.serve(
            "/",
            (request, response) ->
                request.getInputStream().setReadListener(new Collector(request, events)))
        .start();
  }

  @Test
  void listenerHearsOfAllData() throws Exception {
    serveCollector();
    assertThat(web.post("/", "Content-Length: 200000", HttpHarness.random(200_000)))
        .endsWith("read 200000");
    assertThat(events).contains("data").last().isEqualTo("all 200000 true");
  }

  @Test
  void listenerHearsOfAnEmptyBody() throws Exception {
    serveCollector();
    assertThat(web.get("/")).endsWith("read 0");
    assertThat(events).containsExactly("all 0 true");
  }

  @Test
  void listenerIsCalledAsDataArrives() throws Exception {
    serveCollector();
    try (Socket socket = web.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 3; i++) {
        out.write("3\r\nabc\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("data");
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(HttpHarness.readAll(socket.getInputStream())).endsWith("read 9");
      assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("all 9 true");
    }
  }

  @Test
  void listenerHearsOfAClientThatGoesAway() throws Exception {
    serveCollector();
    try (Socket socket = web.connect()) {
      Wire.send(socket, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
      assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("data");
    }
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("error");
  }

  @Test
  void expectationIsMetForAListener() throws Exception {
    serveCollector();
    try (Socket socket = web.connect()) {
      Wire.send(
          socket,
          "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 100 ");
      Wire.send(socket, "abc");
      assertThat(HttpHarness.readAll(socket.getInputStream())).endsWith("read 3");
    }
  }

  @Test
  void listenerNeedsAsyncAndComesOnce() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              try {
                request.getInputStream().setReadListener(new Collector(request, events));
                request.getInputStream().setReadListener(null);
              } catch (NullPointerException e) {
                events.add("null");
              }
              try {
                request
                    .getInputStream()
                    .setReadListener(
                        new ReadListener() {
                          @Override
                          public void onDataAvailable() {}

                          @Override
                          public void onAllDataRead() {}

                          @Override
                          public void onError(Throwable failure) {}
                        });
              } catch (IllegalStateException e) {
                events.add("twice");
              }
            })
        .start();
    assertThat(web.get("/")).endsWith("read 0");
    assertThat(events).startsWith("null", "twice");
  }
}
