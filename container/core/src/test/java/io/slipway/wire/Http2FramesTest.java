package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.wire.Http2Client.Frame;
import io.undertow.protocols.http2.HpackDecoder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.PushBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Field sections of any size, in frames that every client takes: RFC 9113, 4.2. */
@Timeout(60)
class Http2FramesTest {
  private static final class Sender extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      int number = Integer.parseInt(request.getParameter("n"));
      // which no Huffman code makes shorter
      String value = "|".repeat(Integer.parseInt(request.getParameter("size")));
      switch (request.getServletPath()) {
        case "/head" -> {
          for (int i = 0; i < number; i++) {
            response.setHeader("X-" + i, value);
          }
        }
        case "/push" -> {
          PushBuilder push = request.newPushBuilder();
          for (int i = 0; i < number; i++) {
            push.setHeader("X-" + i, value);
          }
          push.path("/head?n=0&size=0").push();
        }
        default -> {
          Map<String, String> trailers = new HashMap<>();
          for (int i = 0; i < number; i++) {
            trailers.put("x-" + i, value);
          }
          response.setTrailerFields(() -> trailers);
        }
      }
      response.getWriter().print("body");
    }
  }

  private static Slipway serve() {
    return Http2Server.start(w -> w.servlet("sender", new Sender(), "/head", "/push", "/trailers"));
  }

  /** Of the fields whose names begin with x-, the number. */
  private static int fields(HpackDecoder decoder, Http2Client client, Frame first)
      throws Exception {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    section.writeBytes(first.payload());
    Frame frame = first;
    assertThat(frame.payload()).hasSizeLessThanOrEqualTo(FrameScan.MAX_LENGTH);
    while ((frame.flags() & Http2Client.END_HEADERS) == 0) {
      frame = client.next();
      assertThat(frame.type()).isEqualTo(Http2Client.CONTINUATION);
      assertThat(frame.stream()).isEqualTo(first.stream());
      assertThat(frame.payload()).hasSizeLessThanOrEqualTo(FrameScan.MAX_LENGTH);
      section.writeBytes(frame.payload());
    }
    int[] count = new int[1];
    decoder.setHeaderEmitter(
        (name, value, neverIndex) -> {
          if (name.toString().startsWith("x-")) {
            count[0]++;
          }
        });
    int promised = first.type() == Http2Client.PUSH_PROMISE ? 4 : 0;
    decoder.decode(
        ByteBuffer.wrap(section.toByteArray(), promised, section.size() - promised), false);
    return count[0];
  }

  @ParameterizedTest
  @CsvSource({
    "/head, 1, 100",
    "/head, 20, 1000",
    "/head, 100, 1000",
    "/head, 1, 16380",
    "/head, 1, 20000",
    "/head, 3, 40000",
    "/push, 20, 1000",
    "/push, 3, 20000",
    "/trailers, 10, 1000"
  })
  void aSectionIsWhole(String path, int number, int size) throws Exception {
    try (Slipway slipway = serve();
        Http2Client client = new Http2Client(slipway.port())) {
      HpackDecoder decoder = new HpackDecoder();
      client.get(1, path + "?n=" + number + "&size=" + size).send();
      int count = 0;
      for (Frame frame = client.next(1); ; frame = client.next(1)) {
        boolean last = frame.isLast();
        if (frame.type() != Http2Client.DATA) {
          count += fields(decoder, client, frame);
        }
        if (last) {
          break;
        }
      }
      assertThat(count).isEqualTo(number);
    }
  }

  /** Which Undertow sends in one frame. */
  @Test
  void trailersThatAreTooLargeResetTheStream() throws IOException {
    try (Slipway slipway = serve();
        Http2Client client = new Http2Client(slipway.port())) {
      for (int stream = 1; stream < 10; stream += 2) {
        client.get(stream, "/trailers?n=20&size=1000").send();
        Frame frame = client.next(stream, Http2Client.HEADERS, Http2Client.DATA);
        assertThat(frame.type()).isEqualTo(Http2Client.RST_STREAM);
      }
      client.get(11, "/trailers?n=2&size=1000").send();
      assertThat(client.next(11).type()).isEqualTo(Http2Client.HEADERS);
    }
  }
}
