package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.resource.FileOptions;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Static files that change, that memory does not hold, and that nobody takes. */
class ChangingFilesTest extends StaticFilesFixture {
  @Test
  void aChangeIsSeenWhenItIsLookedFor() throws IOException {
    start(FileOptions.DEFAULT.withRevalidate(Duration.ZERO), app -> {});
    assertThat(known("GET /small.txt").text()).isEqualTo("0123456789");
    Files.writeString(root.resolve("small.txt"), "changed");
    assertThat(ask("GET /small.txt").text()).isEqualTo("changed");
    Files.delete(root.resolve("small.txt"));
    assertThat(ask("GET /small.txt").status()).isEqualTo(404);
    file("small.txt", "0123456789");
    assertThat(ask("GET /small.txt").text()).isEqualTo("0123456789");
  }

  @Test
  void aFileBesideIsSentUnlessItIsOlder() throws IOException {
    start(FileOptions.DEFAULT.withRevalidate(Duration.ZERO), app -> {});
    assertThat(known("GET /app.js", "Accept-Encoding: br").field("Content-Encoding")).isNull();
    file("app.js.br", "as brotli");
    Answer coded = known("GET /app.js", "Accept-Encoding: gzip, br");
    assertThat(coded.field("Content-Encoding")).isEqualTo("br");
    assertThat(coded.field("Content-Type")).isEqualTo("text/javascript;charset=utf-8");
    assertThat(coded.field("Vary")).isEqualTo("Accept-Encoding");
    assertThat(coded.text()).isEqualTo("as brotli");
    assertThat(coded.field("ETag")).endsWith("-br\"");
    assertThat(known("GET /app.js", "Accept-Encoding: br;q=0.5, gzip").unzipped())
        .isEqualTo(SCRIPT);
    assertThat(known("GET /app.js").text()).isEqualTo(SCRIPT);
    Files.setLastModifiedTime(
        root.resolve("app.js.br"), FileTime.from(Instant.parse("2020-01-31T10:20:29Z")));
    assertThat(ask("GET /app.js", "Accept-Encoding: br").text()).isEqualTo(SCRIPT);
  }

  @Test
  void whatIsTooLargeForMemoryComesFromDisk() throws IOException {
    byte[] zipped = new byte[100_000];
    new Random(2).nextBytes(zipped);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(zipped);
    }
    write("large.js", zipped);
    write("large.js.gz", gzip.toByteArray());
    start(FileOptions.DEFAULT.withMaxCachedFile(1_000), app -> {});
    assertThat(known("GET /noise.bin").body())
        .isEqualTo(Files.readAllBytes(root.resolve("noise.bin")));
    Answer coded = known("GET /large.js", "Accept-Encoding: gzip");
    assertThat(coded.body()).isEqualTo(gzip.toByteArray());
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(coded.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(zipped);
    }
    assertThat(known("GET /large.js", "Range: bytes=99990-").body()).hasSize(10);
  }

  @Test
  void nothingIsKeptWithoutMemory() throws IOException {
    start(FileOptions.DEFAULT.withCacheSize(0), app -> {});
    assertThat(isServlets("GET /small.txt")).isTrue();
    assertThat(ask("GET /app.js", "Accept-Encoding: gzip").unzipped()).isEqualTo(SCRIPT);
  }

  @Test
  void aBodyUnderWayOutlivesItsPlaceInMemory() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] content = new byte[200_000];
      new Random(i).nextBytes(content);
      contents.add(content);
      write("n" + i + ".bin", content);
    }
    start(FileOptions.DEFAULT.withCacheSize(600_000), app -> {});
    known("GET /n0.bin");
    try (Socket slow = open()) {
      for (int i = 0; i < 40; i++) {
        Wire.send(slow, "GET /n0.bin HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      // 8 MB are more than the socket takes: the server waits for us while others come and go.
      for (int i = 1; i < 20; i++) {
        assertThat(ask("GET /n" + i + ".bin").body()).isEqualTo(contents.get(i));
      }
      System.gc();
      for (int i = 0; i < 40; i++) {
        Answer answer = Wire.read(slow.getInputStream(), false);
        assertThat(answer.complete()).isTrue();
        assertThat(answer.body()).isEqualTo(contents.get(0));
      }
    }
  }

  private static LimitOptions impatient() {
    return LimitOptions.DEFAULT.withBodies(new BodyLimits(-1, 30_000, 200, 500));
  }

  @Test
  void whoTakesNothingIsGivenUp() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("big.bin").toFile(), "rw")) {
      file.setLength(64L << 20);
    }
    Files.setLastModifiedTime(
        root.resolve("big.bin"), FileTime.from(Instant.parse("2020-01-31T10:20:30Z")));
    container =
        Slipway.builder()
            .port(0)
            .threads(threads)
            .pipeline(PipelineOptions.DEFAULT.withLimits(impatient()))
            .webapp("/", root)
            .start();
    known("HEAD /big.bin");
    try (Socket socket = open()) {
      Wire.send(socket, "GET /big.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      InputStream in = socket.getInputStream();
      assertThat(Wire.line(in)).contains("200");
      // We take nothing. That the server has gone shows when what we send is refused.
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  socket.getOutputStream().write(' ');
                  LockSupport.parkNanos(10_000_000);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }
}
