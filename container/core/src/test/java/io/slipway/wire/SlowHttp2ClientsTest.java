package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.wire.Http2Client.Frame;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that take or send nothing end alone: their connection goes on. */
@Timeout(60)
class SlowHttp2ClientsTest {
  @TempDir static Path folder;
  private static Slipway slipway;

  static final class Worker extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().write(new byte[1 << 20]);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().print(request.getInputStream().readAllBytes().length);
    }
  }

  /** Reads and writes in non-blocking mode. */
  private static final class Listening extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      async.setTimeout(0);
      ServletOutputStream out = response.getOutputStream();
      out.setWriteListener(
          new WriteListener() {
            private int left = 64;

            @Override
            public void onWritePossible() throws IOException {
              while (out.isReady()) {
                if (left-- == 0) {
                  async.complete();
                  return;
                }
                out.write(new byte[1 << 14]);
              }
            }

            @Override
            public void onError(Throwable failure) {
              async.complete();
            }
          });
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      // what a failure is answered with is the container's to say
      BodyCount.answer(async, failure -> {});
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Files.write(folder.resolve("large.bin"), new byte[1 << 20]);
    Files.write(folder.resolve("small.bin"), new byte[10_000]);
    slipway = start(300, 1_000);
  }

  private static Slipway start(int readTimeoutMillis, int minBodyRate) {
    return Http2Server.start(
        LimitOptions.DEFAULT
            .withConnections(new ConnectionLimits(0, 0, 0, 0, 0, 0))
            .withBodies(new BodyLimits(-1, readTimeoutMillis, 300, minBodyRate)),
        w ->
            w.folder(folder)
                .servlet("worker", new Worker(), "/work")
                .servlet("listener", new Listening(), "/listen"));
  }

  @AfterAll
  static void stop() {
    slipway.close();
  }

  /** The window of a stream is its client's word: 0 takes nothing (CVE-2019-9517). */
  @ParameterizedTest
  @ValueSource(strings = {"/work", "/large.bin", "/small.bin", "/listen"})
  void aResponseThatIsNotTakenIsReset(String path) throws IOException {
    for (int asked = 0; asked < 2; asked++) {
      try (Http2Client client =
          new Http2Client(slipway.port(), Http2Client.INITIAL_WINDOW_SIZE, 0)) {
        client.get(1, path).send();
        Frame last = client.next(1, Http2Client.HEADERS, Http2Client.DATA);
        assertThat(last).isNotNull();
        assertThat(last.type()).isEqualTo(Http2Client.RST_STREAM);
        client.frame(Http2Client.PING, 0, 0, new byte[8]).send();
        assertThat(client.next(0, Http2Client.SETTINGS, Http2Client.WINDOW_UPDATE).type())
            .isEqualTo(Http2Client.PING);
      }
    }
  }

  /** A window that opens byte by byte would else hold a place among the requests for ever. */
  @ParameterizedTest
  @ValueSource(strings = {"/work", "/large.bin", "/listen"})
  void aResponseThatIsTakenTooSlowlyIsReset(String path) throws IOException {
    try (Slipway strict = start(300, 10_000_000);
        Http2Client client = new Http2Client(strict.port(), Http2Client.INITIAL_WINDOW_SIZE, 1)) {
      client.get(1, path).send();
      assertThat(client.next(1).type()).isEqualTo(Http2Client.HEADERS);
      Frame frame = client.next(1);
      for (; frame.type() == Http2Client.DATA; frame = client.next(1)) {
        byte[] one = {0, 0, 0, 1};
        client.frame(Http2Client.WINDOW_UPDATE, 0, 1, one).send();
        client.frame(Http2Client.WINDOW_UPDATE, 0, 0, one).send();
      }
      assertThat(frame.type()).isEqualTo(Http2Client.RST_STREAM);
      client.frame(Http2Client.PING, 0, 0, new byte[8]).send();
      assertThat(client.next(0, Http2Client.SETTINGS, Http2Client.WINDOW_UPDATE).type())
          .isEqualTo(Http2Client.PING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/work", "/listen"})
  void aBodyThatStallsIs408(String path) throws IOException {
    try (Http2Client client = new Http2Client(slipway.port())) {
      client.post(1, path).frame(Http2Client.DATA, 0, 1, new byte[10]).send();
      Frame head = client.next(1);
      assertThat(head.type()).isEqualTo(Http2Client.HEADERS);
      assertThat(head.status()).isEqualTo("408");
      client.get(3, "/small.bin").send();
      assertThat(client.next(3).type()).isEqualTo(Http2Client.HEADERS);
    }
  }

  /** While a servlet waits for a body, its IO thread goes on: it answers the PING. */
  @ParameterizedTest
  @ValueSource(strings = {"/work", "/listen"})
  void aBodyThatComesInPiecesHoldsNobodyUp(String path) throws IOException {
    try (Slipway patient = start(20_000, 0);
        Http2Client client = new Http2Client(patient.port())) {
      for (int stream = 1; stream < 200; stream += 2) {
        client
            .post(stream, path)
            .frame(Http2Client.DATA, 0, stream, new byte[10])
            .frame(Http2Client.PING, 0, 0, new byte[8])
            .send();
        assertThat(client.next(0, Http2Client.SETTINGS, Http2Client.WINDOW_UPDATE).type())
            .isEqualTo(Http2Client.PING);
        client.frame(Http2Client.DATA, Http2Client.END_STREAM, stream, new byte[5]).send();
        assertThat(client.next(stream, Http2Client.WINDOW_UPDATE).type())
            .isEqualTo(Http2Client.HEADERS);
        Frame body = client.next(stream, Http2Client.WINDOW_UPDATE);
        assertThat(new String(body.payload(), StandardCharsets.US_ASCII)).isEqualTo("15");
      }
    }
  }
}
