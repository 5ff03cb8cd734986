package io.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.Await;
import io.slipway.CapturedLog;
import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFileTest {
  @TempDir Path folder;

  private static final class SetClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-31T23:59:59Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return fixed(now, zone);
    }
  }

  private static void awaitText(Path file, String text) {
    Await.await(
        text,
        () -> {
          try {
            return Files.exists(file) && Files.readString(file).equals(text);
          } catch (IOException moved) {
            return false;
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "access.log, access.2026-01-31.log,   access.2026-01-31-1.log, access.2026-01-31-2.log",
    "access,     access.2026-01-31,       access.2026-01-31-1,     access.2026-01-31-2",
    ".log,       .log.2026-01-31,         .log.2026-01-31-1,       .log.2026-01-31-2"
  })
  void atMidnightTheLogIsPutAside(String name, String first, String second, String third)
      throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(folder.resolve(first), "kept");
    Files.writeString(folder.resolve(second), "kept, too");
    SetClock clock = new SetClock();
    try (LogFile log = LogFile.open(file, true, 10, clock)) {
      log.add("yesterday");
      awaitText(file, "yesterday\n");
      clock.now = Instant.parse("2026-02-01T00:00:00Z");
      log.add("today");
      awaitText(file, "today\n");
      assertThat(folder.resolve(first)).hasContent("kept");
      assertThat(folder.resolve(second)).hasContent("kept, too");
      assertThat(folder.resolve(third)).hasContent("yesterday");
      log.add("and later");
      awaitText(file, "today\nand later\n");
    }
  }

  @Test
  void aLogThatIsNotRotatedGoesOn() throws Exception {
    Path file = folder.resolve("access.log");
    SetClock clock = new SetClock();
    try (LogFile log = LogFile.open(file, false, 10, clock)) {
      log.add("yesterday");
      awaitText(file, "yesterday\n");
      clock.now = Instant.parse("2026-02-01T00:00:00Z");
      log.add("today");
      awaitText(file, "yesterday\ntoday\n");
    }
  }

  @Test
  void whatIsMoreThanMayWaitIsDroppedAndCounted() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(mkfifo(pipe));
    int lines = 1000;
    AtomicInteger read = new AtomicInteger();
    // Linux opens a pipe for both without waiting for another side; a pipe of Files says always
    // that nothing is there
    try (CapturedLog warnings = new CapturedLog("io.slipway.pipeline");
        RandomAccessFile held = new RandomAccessFile(pipe.toFile(), "rw");
        BufferedReader reader = new BufferedReader(new FileReader(held.getFD()))) {
      try (LogFile log = LogFile.open(pipe, false, 200, Clock.systemUTC())) {
        // nobody reads yet, and a pipe holds 64 KB
        String line = "x".repeat(1000);
        for (int i = 0; i < lines; i++) {
          log.add(line);
        }
        Await.await(
            "what was dropped",
            () -> {
              read.addAndGet(linesOf(reader));
              return !warnings.messages().isEmpty();
            });
        read.addAndGet(linesOf(reader));
      }
      assertThat(read.get()).isBetween(200, 400);
      assertThat(warnings.messages())
          .singleElement()
          .asString()
          .contains(": " + (lines - read.get()) + " lines dropped")
          .contains("access-log.queue (200)");
    }
  }

  /** How many are there to be read now. */
  private static int linesOf(BufferedReader reader) {
    try {
      int count = 0;
      while (reader.ready()) {
        reader.readLine();
        count++;
      }
      return count;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean mkfifo(Path pipe) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  /** Else there would be one open file more with each attempt. */
  @Test
  void aLogThatCannotBeWrittenIsClosedBeforeItIsTriedAgain() throws Exception {
    Path full = Path.of("/dev/full");
    Path open = Path.of("/proc/self/fd");
    assumeTrue(Files.exists(full) && Files.exists(open));
    try (CapturedLog errors = new CapturedLog("io.slipway.pipeline")) {
      try (LogFile log = LogFile.open(full, false, 10, Clock.systemUTC())) {
        log.add("first");
        Await.await(() -> !errors.records().isEmpty());
        log.add("second");
      }
    }
    try (Stream<Path> files = Files.list(open)) {
      assertThat(files.filter(each -> isLinkTo(each, full))).isEmpty();
    }
  }

  private static boolean isLinkTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file);
    } catch (IOException closed) {
      return false;
    }
  }
}
