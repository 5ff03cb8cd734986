package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CapturedLog;
import io.slipway.Slipway;
import io.slipway.wire.Http2Client.Frame;
import io.undertow.protocols.http2.HpackDecoder;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 10.1.1, on many streams of one connection at the same time. */
@Timeout(60)
class Http2ContinueTest {
  private static final int ROUNDS = 16;
  private static final int STREAMS = 50;
  private static final byte[] BODY = "hello".getBytes(StandardCharsets.US_ASCII);

  @TempDir static Path folder;

  private static final class Blocking extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().write(request.getInputStream().readAllBytes());
    }
  }

  private static final class Refusing extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setStatus(403);
      response.getOutputStream().print("no");
    }
  }

  private static final class Listening extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      ServletInputStream in = request.getInputStream();
      in.setReadListener(
          new ReadListener() {
            private final ByteArrayOutputStream body = new ByteArrayOutputStream();

            @Override
            public void onDataAvailable() throws IOException {
              while (in.isReady() && !in.isFinished()) {
                int b = in.read();
                if (b >= 0) {
                  body.write(b);
                }
              }
            }

            @Override
            public void onAllDataRead() throws IOException {
              response.getOutputStream().write(body.toByteArray());
              async.complete();
            }

            @Override
            public void onError(Throwable failure) {
              async.complete();
            }
          });
    }
  }

  /** {@code POST} with {@code content-length: 5} and {@code expect: 100-continue}. */
  private static byte[] upload(String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(Http2Client.request("POST", path));
    block.writeBytes(new byte[] {0x0f, 0x0d, 1, '5'});
    block.writeBytes(new byte[] {0x0f, 0x14, 12});
    block.writeBytes("100-continue".getBytes(StandardCharsets.US_ASCII));
    return block.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/read", "/listen"})
  void everyUploadIsAskedForAndAnswered(String path) throws IOException {
    try (Slipway slipway =
            Http2Server.start(
                w ->
                    w.folder(folder)
                        .servlet("read", new Blocking(), "/read")
                        .servlet("listen", new Listening(), "/listen"));
        Http2Client client = new Http2Client(slipway.port())) {
      HpackDecoder decoder = new HpackDecoder();
      for (int round = 0; round < ROUNDS; round++) {
        int first = 1 + round * 2 * STREAMS;
        assertThat(uploads(client, decoder, path, first).values())
            .hasSize(STREAMS)
            .containsOnly("100 200 hello");
      }
    }
  }

  /** By the webapp, or by the container for a file: any client could fill the log otherwise. */
  @ParameterizedTest
  @CsvSource({"/refuse, 403", "/nothing, 404", "*, 400"})
  void anUploadThatIsAnsweredAtOnceLeavesNoTrace(String path, String status) throws IOException {
    try (CapturedLog undertow = new CapturedLog("io.undertow");
        CapturedLog xnio = new CapturedLog("org.xnio");
        Slipway slipway =
            Http2Server.start(w -> w.folder(folder).servlet("refuse", new Refusing(), "/refuse"));
        Http2Client client = new Http2Client(slipway.port())) {
      HpackDecoder decoder = new HpackDecoder();
      for (int stream = 1; stream < 40; stream += 2) {
        client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS, stream, upload(path)).send();
        assertThat(client.next(stream).status(decoder)).isEqualTo(status);
      }
      client.get(41, "/").send();
      assertThat(client.next(41).status(decoder)).isEqualTo("404");
      assertThat(undertow.records()).noneMatch(line -> line.getThrown() != null);
      assertThat(xnio.records()).noneMatch(line -> line.getThrown() != null);
    }
  }

  /** What was seen of each stream: statuses, body, reset. */
  private static Map<Integer, String> uploads(
      Http2Client client, HpackDecoder decoder, String path, int first) throws IOException {
    Map<Integer, String> seen = new TreeMap<>();
    byte[] request = upload(path);
    for (int stream = first; stream < first + 2 * STREAMS; stream += 2) {
      client.frame(Http2Client.HEADERS, Http2Client.END_HEADERS, stream, request);
    }
    client.send();
    for (int open = STREAMS; open > 0; ) {
      Frame frame = client.next();
      assertThat(frame).as("frame, after %s", seen).isNotNull();
      int stream = frame.stream();
      if (frame.type() == Http2Client.HEADERS) {
        String status = frame.status(decoder);
        seen.merge(stream, status, (a, b) -> a + ' ' + b);
        if (status.equals("100")) {
          client.frame(Http2Client.DATA, Http2Client.END_STREAM, stream, BODY).send();
        }
      } else if (frame.type() == Http2Client.DATA && frame.payload().length > 0) {
        seen.merge(
            stream, new String(frame.payload(), StandardCharsets.US_ASCII), (a, b) -> a + ' ' + b);
      } else if (frame.type() == Http2Client.RST_STREAM) {
        seen.merge(stream, "reset", (a, b) -> a + ' ' + b);
      }
      if (stream > 0 && (frame.type() == Http2Client.RST_STREAM || frame.isLast())) {
        open--;
      }
    }
    return seen;
  }
}
