package io.slipway;

import static java.io.OutputStream.nullOutputStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.TestTls;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that no socket takes at once, on each way to the client: 64 windows and some bytes, and
 * parts below what goes by sendfile to a client of the same machine.
 */
@Timeout(60)
class LargeFilesTest {
  private static final int LENGTH = (16 << 20) + 4321;

  @TempDir private Path root;
  private Slipway slipway;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    slipway =
        Slipway.builder()
            .port(0)
            .https(0, TestTls.server(), ClientAuth.NONE)
            .webapp("/static", app -> app.folder(root))
            .webapp(
                "/servlet", app -> app.folder(root).filter("pass", StaticFilesFixture.PASS, "/*"))
            .start();
    client = HttpClient.newBuilder().sslContext(TestTls.trusting()).build();
  }

  @AfterEach
  void stop() {
    slipway.close();
  }

  private HttpRequest.Builder get(boolean tls, Version version, String webapp) {
    String origin =
        tls ? "https://localhost:" + slipway.httpsPort() : "http://localhost:" + slipway.port();
    return HttpRequest.newBuilder(URI.create(origin + "/" + webapp + "/large.bin"))
        .version(version);
  }

  @ParameterizedTest
  @CsvSource({
    "false, HTTP_1_1, static", "true, HTTP_1_1, static", "true, HTTP_2, static",
    "false, HTTP_1_1, servlet", "true, HTTP_1_1, servlet", "true, HTTP_2, servlet"
  })
  void arriveAsTheyAre(boolean tls, Version version, String webapp) throws Exception {
    byte[] content = new byte[LENGTH];
    new Random(5).nextBytes(content);
    Files.write(root.resolve("large.bin"), content);
    HttpRequest.Builder request = get(tls, version, webapp);
    HttpResponse<byte[]> whole = client.send(request.build(), BodyHandlers.ofByteArray());
    assertThat(whole.version()).isEqualTo(version);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(Arrays.equals(whole.body(), content)).isTrue();
    HttpResponse<byte[]> part =
        client.send(
            request.header("Range", "bytes=1000001-4999999").build(), BodyHandlers.ofByteArray());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(Arrays.equals(part.body(), Arrays.copyOfRange(content, 1_000_001, 5_000_000)))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "false, HTTP_1_1, static", "true, HTTP_1_1, static", "true, HTTP_2, static",
    "false, HTTP_1_1, servlet", "true, HTTP_1_1, servlet", "true, HTTP_2, servlet"
  })
  void areBrokenOffWhereTheyShrink(boolean tls, Version version, String webapp) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
      file.setLength(64L << 20);
      HttpResponse<InputStream> answer =
          client.send(get(tls, version, webapp).build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      file.setLength(10);
      try (InputStream body = answer.body()) {
        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "servlet"})
  void areBrokenOffBySendfileToo(String webapp) throws Exception {
    int count = 4 << 20;
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw");
        Socket socket = new Socket()) {
      file.setLength(64L << 20);
      // Else the sockets would hold all of it
      socket.setReceiveBufferSize(8 << 10);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), slipway.port()));
      String request = "GET /%s/large.bin HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-%d\r\n\r\n";
      socket.getOutputStream().write(request.formatted(webapp, count - 1).getBytes(UTF_8));
      InputStream body = socket.getInputStream();
      String status = new String(body.readNBytes(12), UTF_8);
      file.setLength(10);
      assertThat(status).isEqualTo("HTTP/1.1 206");
      long received = body.transferTo(nullOutputStream());
      assertThat(received).isLessThan(count);
    }
  }
}
