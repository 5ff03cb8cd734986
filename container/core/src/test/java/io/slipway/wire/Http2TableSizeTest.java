package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.wire.Http2Client.Frame;
import io.undertow.protocols.http2.HpackDecoder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server remembers of its responses (RFC 7541, 2.3.2) is not the client's to choose. */
@Timeout(60)
class Http2TableSizeTest {
  static final class Answers extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      response.setHeader("x", request.getRequestURI().substring(1).repeat(1_000));
    }
  }

  /** Bytes of the head of an answer. */
  private static int head(Http2Client client, HpackDecoder decoder, int stream, char name)
      throws IOException {
    client.get(stream, "/" + name).send();
    Frame head = client.next(stream);
    assertThat(head.type()).isEqualTo(Http2Client.HEADERS);
    assertThat(head.status(decoder)).isEqualTo("200");
    return head.payload().length;
  }

  @ParameterizedTest
  @CsvSource({
    "4096, false",
    "4097, false",
    "65536, true",
    "16777216, false",
    "2147483647, true",
    "-1, true"
  })
  void aLargeTableIsNotFilled(int size, boolean later) throws IOException {
    int[] setting = {Http2Client.HEADER_TABLE_SIZE, size};
    try (Slipway slipway = Http2Server.start(w -> w.servlet("answers", new Answers(), "/*"));
        Http2Client client = new Http2Client(slipway.port(), later ? new int[0] : setting)) {
      HpackDecoder decoder = new HpackDecoder();
      int stream = 1;
      if (later) {
        head(client, decoder, stream, 'z');
        byte[] payload = ByteBuffer.allocate(6).putShort((short) 1).putInt(size).array();
        client.frame(Http2Client.SETTINGS, 0, 0, payload);
        stream += 2;
      }
      assertThat(head(client, decoder, stream, 'a')).isGreaterThan(500);
      assertThat(head(client, decoder, stream += 2, 'a')).as("it is in the table").isLessThan(100);
      for (char name = 'b'; name < 'k'; name++) {
        assertThat(head(client, decoder, stream += 2, name)).isGreaterThan(500);
      }
      assertThat(head(client, decoder, stream += 2, 'a')).as("and not for ever").isGreaterThan(500);
    }
  }

  /** However the bytes come, and wherever it stands. */
  @Test
  void nothingElseIsChanged() {
    for (int size : new int[] {0, 1, 4_095, 4_096, 4_097, 4_352, 65_536, Integer.MAX_VALUE, -1}) {
      for (int cut = 0; cut <= 18; cut++) {
        ByteBuffer settings = settings(size);
        TableSizeBound bound = new TableSizeBound();
        bound.begin();
        bound.read(settings, 0, cut);
        bound.read(settings, cut, 18);
        assertThat(settings).isEqualTo(settings(size < 0 ? 4_096 : Math.min(size, 4_096)));
      }
    }
  }

  private static ByteBuffer settings(int size) {
    return ByteBuffer.allocate(18)
        .putShort((short) 4)
        .putInt(-1)
        .putShort((short) Http2Client.HEADER_TABLE_SIZE)
        .putInt(size)
        .putShort((short) 0x101)
        .putInt(65_536)
        .flip();
  }
}
