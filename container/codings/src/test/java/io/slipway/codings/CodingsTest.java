package io.slipway.codings;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.slipway.Slipway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the libraries themselves. */
class CodingsTest {
  private static final String TEXT = "What is said again and again is short. ".repeat(500);

  private static volatile CountDownLatch goOn;
  @AutoClose private static Slipway slipway;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  static final class Texts extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain;charset=UTF-8");
      response.setHeader("ETag", "\"abc\"");
      PrintWriter out = response.getWriter();
      switch (request.getServletPath()) {
        case "/stream" -> {
          out.write("first ");
          response.flushBuffer();
          try {
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException end) {
            throw new IOException(end);
          }
          out.write("second");
        }
        case "/large" -> {
          Random random = new Random(1);
          for (int i = 0; i < 200_000; i++) {
            out.write(Long.toString(random.nextLong(), 36));
            out.write('\n');
          }
        }
        default -> out.write(TEXT);
      }
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("file.txt"), TEXT);
    slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                w ->
                    w.folder(folder)
                        .classLoader(CodingsTest.class.getClassLoader())
                        .servlet("texts", new Texts(), "/text", "/stream", "/large"))
            .start();
  }

  private HttpResponse<InputStream> ask(String method, String path, String accept)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(slipway.uri(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Accept-Encoding", accept)
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private static InputStream decoded(HttpResponse<InputStream> answer) throws IOException {
    return switch (answer.headers().firstValue("content-encoding").orElse("")) {
      case "br" -> new BrotliInputStream(answer.body());
      case "zstd" -> new ZstdInputStreamNoFinalizer(answer.body());
      case "gzip" -> new java.util.zip.GZIPInputStream(answer.body());
      default -> answer.body();
    };
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    return new String(decoded(answer).readAllBytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          br                          | br
          zstd                        | zstd
          gzip, deflate, br, zstd     | br
          gzip, zstd                  | zstd
          br;q=0.5, zstd;q=0.7, gzip  | gzip
          br;q=0, *                   | zstd
          br;q=0, zstd;q=0, *;q=0.1   | gzip
          deflate                     | ''
          """)
  void theClientChooses(String accept, String coding) throws Exception {
    for (String path : new String[] {"/text", "/file.txt", "/file.txt"}) {
      HttpResponse<InputStream> answer = ask("GET", path, accept);
      assertThat(answer.headers().firstValue("content-encoding").orElse("")).isEqualTo(coding);
      assertThat(answer.headers().firstValue("vary")).contains("Accept-Encoding");
      assertThat(text(answer)).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd"})
  void aWholeResponseHasItsLengthAndAWeakTag(String coding) throws Exception {
    HttpResponse<InputStream> answer = ask("GET", "/text", coding);
    assertThat(answer.headers().firstValue("etag")).contains("W/\"abc\"");
    int length = answer.body().readAllBytes().length;
    assertThat(answer.headers().firstValue("content-length")).contains(Integer.toString(length));
    assertThat(length).isLessThan(400);
    HttpResponse<InputStream> head = ask("HEAD", "/text", coding);
    assertThat(head.headers().firstValue("content-encoding")).contains(coding);
    assertThat(head.headers().firstValue("etag")).contains("W/\"abc\"");
  }

  @Test
  void aFlushOfZstdReachesTheClientAtOnce() throws Exception {
    goOn = new CountDownLatch(1);
    InputStream in = decoded(ask("GET", "/stream", "zstd"));
    assertThat(new String(in.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("first ");
    goOn.countDown();
    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("second");
  }

  /** BrotliInputStream waits for more than has been flushed; the decoder under it does not. */
  @Test
  void aFlushOfBrotliReachesTheClientAtOnce() throws Exception {
    goOn = new CountDownLatch(1);
    InputStream in = ask("GET", "/stream", "br").body();
    DecoderJNI.Wrapper decoder = new DecoderJNI.Wrapper(16 * 1024);
    StringBuilder text = new StringBuilder();
    byte[] block = new byte[1024];
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      decoder.getInputBuffer().clear();
      decoder.getInputBuffer().put(block, 0, n);
      decoder.push(n);
      while (decoder.hasOutput()) {
        text.append(StandardCharsets.UTF_8.decode(decoder.pull()));
      }
      if (text.toString().equals("first ")) {
        goOn.countDown();
      }
    }
    assertThat(text).hasToString("first second");
    decoder.destroy();
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd"})
  void aLargeResponseWaitsForItsClient(String coding) throws Exception {
    String plain = text(ask("GET", "/large", "identity"));
    assertThat(plain).hasSizeGreaterThan(2_000_000);
    assertThat(text(ask("GET", "/large", coding))).isEqualTo(plain);
  }

  @Test
  void aClientThatGoesAwayWithinAResponseIsNoMatter() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket("127.0.0.1", slipway.port())) {
        socket
            .getOutputStream()
            .write(
                ("GET /large HTTP/1.1\r\nHost: a\r\nAccept-Encoding: "
                        + (i % 2 == 0 ? "br" : "zstd")
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readNBytes(1000);
        socket.setSoLinger(true, 0);
      }
    }
    assertThat(text(ask("GET", "/text", "br"))).isEqualTo(TEXT);
  }
}
