package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A servlet, or a filter in front of it, that has caught an interrupt and tells its thread so. */
class InterruptedThreadTest {
  private final List<Boolean> interrupted = new CopyOnWriteArrayList<>();

  private final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Thread.currentThread().interrupt();
      response.getOutputStream().write(request.getInputStream().readAllBytes());
      response.flushBuffer();
      interrupted.add(Thread.currentThread().isInterrupted());
      response.getOutputStream().print(" again");
    }
  }

  @AutoClose
  private final Slipway slipway = Http2Server.start(w -> w.servlet("x", new Echo(), "/"));

  /** In HTTP/2 whoever flushes waits for the IO thread. */
  @Test
  void itsResponseOfHttp2IsWhole() throws IOException {
    try (Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/").send();
      assertThat(client.last(1).type()).isNotEqualTo(Http2Client.RST_STREAM);
    }
    assertThat(interrupted).containsExactly(true);
  }

  @Test
  void itReadsABodyThatComesLater() throws IOException {
    try (Socket socket = Wire.connect(slipway.port())) {
      Wire.send(
          socket,
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
      assertThat(Wire.line(socket.getInputStream())).isEqualTo("HTTP/1.1 100 Continue");
      Wire.send(socket, "hello");
      assertThat(Wire.all(socket)).contains("HTTP/1.1 200 ", "hello", " again");
    }
    assertThat(interrupted).containsExactly(true);
  }
}
