package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.wire.Http2Client.Frame;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A body whose length is not said before it comes. */
@Timeout(60)
class Http2BodyTest {
  private static final int LIMIT = 20_000;

  private static final class Reading extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.getInputStream().readAllBytes().length);
    }
  }

  private static Slipway slipway() {
    return Http2Server.start(
        LimitOptions.DEFAULT.withBodies(new BodyLimits(LIMIT, 30_000, 60_000, 500)),
        w -> w.servlet("body", new Reading(), "/body"));
  }

  /** RFC 9113, 8.1: whole, and not reset before. */
  @ParameterizedTest
  @CsvSource({"20000, true, 200", "20001, true, 413", "20001, false, 413", "60000, false, 413"})
  void whatIsTooLargeIsAnswered(int size, boolean ends, String status) throws IOException {
    try (Slipway slipway = slipway();
        Http2Client client = new Http2Client(slipway.port())) {
      client.post(1, "/body");
      for (int sent = 0; sent < size; sent += 10_000) {
        int count = Math.min(10_000, size - sent);
        boolean end = ends && sent + count == size;
        client.frame(Http2Client.DATA, end ? Http2Client.END_STREAM : 0, 1, new byte[count]);
      }
      client.send();
      Frame frame = client.next(1, Http2Client.WINDOW_UPDATE);
      assertThat(frame.type()).isEqualTo(Http2Client.HEADERS);
      assertThat(frame.status()).isEqualTo(status);
      int page = 0;
      while (!frame.isLast()) {
        frame = client.next(1, Http2Client.WINDOW_UPDATE);
        assertThat(frame.type()).isEqualTo(Http2Client.DATA);
        page += frame.payload().length;
      }
      assertThat(page).isPositive();
      client.get(3, "/body").send();
      assertThat(client.next(3).type()).isEqualTo(Http2Client.HEADERS);
    }
  }

  /** As in HTTP/1.1, what is answered does not wait for a body that nobody wants. */
  @Test
  void whatNoWebappAnswersDoesNotWaitForTheBody() throws IOException {
    try (Slipway slipway =
            Slipway.builder()
                .port(0)
                .h2c(true)
                .webapp("/app", w -> w.servlet("body", new Reading(), "/body"))
                .start();
        Http2Client client = new Http2Client(slipway.port())) {
      client.post(1, "/x").frame(Http2Client.DATA, 0, 1, new byte[1]).send();
      Frame frame = client.next(1);
      assertThat(frame.type()).isEqualTo(Http2Client.HEADERS);
      assertThat(frame.status()).isEqualTo("404");
      while (frame.type() != Http2Client.RST_STREAM) {
        frame = client.next(1);
      }
      client.frame(Http2Client.DATA, 0, 1, new byte[1]);
      client.get(3, "/x").send();
      assertThat(client.next(3).type()).isEqualTo(Http2Client.HEADERS);
    }
  }
}
