package io.slipway.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.ClientAuth;
import io.slipway.Slipway;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serial;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TlsReadsTest {
  /** Some records, and less than a socket takes that nobody reads from. */
  private static final int LENGTH = 60_000;

  private static final CountDownLatch sent = new CountDownLatch(1);

  /** Reads when all has come, and says how often it was called for that. */
  static final class Counts extends HttpServlet {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      ServletInputStream in = request.getInputStream();
      try {
        assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      in.setReadListener(
          new ReadListener() {
            private final byte[] buffer = new byte[4096];
            private int calls;
            private int bytes;

            @Override
            public void onDataAvailable() throws IOException {
              calls++;
              while (in.isReady() && !in.isFinished()) {
                bytes += Math.max(0, in.read(buffer));
              }
            }

            @Override
            public void onAllDataRead() throws IOException {
              response.getWriter().print(bytes + " bytes in " + calls + " calls");
              async.complete();
            }

            @Override
            public void onError(Throwable failure) {
              async.complete();
            }
          });
    }
  }

  /** Holds back what is written until it is let go, so that it leaves in one piece. */
  private static final class HoldingSocket extends Socket {
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean holds;

    HoldingSocket(int port) throws IOException {
      super("localhost", port);
      setTcpNoDelay(true);
    }

    void hold() {
      holds = true;
    }

    void letGo() throws IOException {
      holds = false;
      held.writeTo(super.getOutputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          (holds ? held : out).write(bytes, offset, length);
        }
      };
    }
  }

  @Test
  void whatHasComeIsReadWithoutWaitingForEachRecord() throws Exception {
    try (Slipway slipway =
            Slipway.builder()
                .https(0, TestTls.server(), ClientAuth.NONE)
                .webapp("/", app -> app.servlet(Counts.class, "/"))
                .start();
        HoldingSocket below = new HoldingSocket(slipway.httpsPort());
        Socket socket = TestTls.over(below, "http/1.1")) {
      below.hold();
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                  + LENGTH
                  + "\r\n\r\n")
              .getBytes(US_ASCII));
      out.write(new byte[LENGTH]);
      below.letGo();
      sent.countDown();
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .containsPattern(LENGTH + " bytes in [12] calls");
    }
  }
}
