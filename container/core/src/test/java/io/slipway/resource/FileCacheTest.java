package io.slipway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.pipeline.Pipeline;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.spi.ContentCoding;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileCacheTest {
  private static final String TEXT = "abcdefgh".repeat(500);

  /** Says of each body how long it was. */
  private static final class Counted implements ContentCoding {
    @Override
    public String token() {
      return "counted";
    }

    @Override
    public byte[] encode(byte[] body) {
      return Integer.toString(body.length).getBytes(StandardCharsets.US_ASCII);
    }
  }

  @TempDir Path root;
  @AutoClose private WebappResources resources;

  @BeforeEach
  void open() throws Exception {
    resources = WebappResources.open(root, List.of(), false);
  }

  private void file(String name, String content) throws Exception {
    Path file = root.resolve(name);
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-31T10:20:30Z")));
  }

  private StaticFiles files(FileOptions options, FileMemory memory) {
    return new StaticFiles(
        resources,
        options,
        memory,
        Pipeline.codings(PipelineOptions.DEFAULT, List.of(new Counted())));
  }

  /** As the servlet does for the first request. */
  private FileEntry load(StaticFiles files, String path) throws Exception {
    FileEntry entry = files.cache().entry(resources.lookup(path), "text/plain");
    files.cache().form(entry, "gzip");
    files.cache().form(entry, "counted");
    return entry;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          counted                        | counted
          gzip                           | gzip
          gzip, counted                  | counted
          gzip, counted;q=0.9            | gzip
          counted;q=0, *                 | gzip
          *                              | counted
          identity, gzip;q=0.5           | plain
          br                             | plain
          """)
  void theBestOfWhatTheClientLikesIsSent(String accepted, String coding) throws Exception {
    file("a.txt", TEXT);
    try (StaticFiles files = files(FileOptions.DEFAULT, new FileMemory(1 << 20))) {
      load(files, "/a.txt");
      try (Wire wire =
          Wire.serve(exchange -> assertThat(files.answer(exchange, "/a.txt")).isTrue())) {
        Answer answer = wire.ask("GET /a.txt", "Accept-Encoding: " + accepted);
        assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
        switch (coding) {
          case "gzip" -> assertThat(answer.unzipped()).isEqualTo(TEXT);
          case "counted" -> assertThat(answer.text()).isEqualTo("4000");
          default -> assertThat(answer.text()).isEqualTo(TEXT);
        }
        assertThat(answer.field("Content-Encoding"))
            .isEqualTo(coding.equals("plain") ? null : coding);
      }
    }
  }

  @Test
  void whatNobodyAsksForMakesRoom() throws Exception {
    FileMemory memory = new FileMemory(60_000);
    try (StaticFiles files = files(FileOptions.DEFAULT.withCacheSize(60_000), memory)) {
      for (int i = 0; i < 40; i++) {
        file("f" + i + ".txt", TEXT);
        load(files, "/f" + i + ".txt");
        assertThat(memory.taken()).isBetween(1L, 60_000L);
      }
      assertThat(files.cache().size()).isBetween(1, 15);
    }
    assertThat(memory.taken()).isZero();
  }

  @Test
  void webappsShareTheMemory() throws Exception {
    FileMemory memory = new FileMemory(30_000);
    FileOptions options = FileOptions.DEFAULT.withCacheSize(30_000);
    try (StaticFiles first = files(options, memory);
        StaticFiles second = files(options, memory)) {
      for (int i = 0; i < 20; i++) {
        file("f" + i + ".txt", TEXT);
        load(i % 2 == 0 ? first : second, "/f" + i + ".txt");
        assertThat(memory.taken()).isLessThanOrEqualTo(30_000);
      }
      assertThat(first.cache().size()).isPositive();
      assertThat(second.cache().size()).isPositive();
    }
    assertThat(memory.taken()).isZero();
  }
}
