package io.slipway.it;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class-data archive that a distribution makes for itself. */
class StartupArchiveIT {
  @TempDir Path folder;

  @Test
  void theFirstStartMakesItAndTheNextUsesItUntilAJarChanges() throws Exception {
    Path home = copy(SlipwayProcess.DISTRIBUTION, folder.resolve("distribution"));
    String first = startUntilMade(home, "");
    assertThat(sourceOfServer(home)).startsWith("shared objects file");

    // as an older or newer release is unpacked
    Path jar = jar(home);
    Path other = Files.copy(jar, home.resolve("other.jar"));
    Files.setLastModifiedTime(other, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    Files.move(other, jar, StandardCopyOption.REPLACE_EXISTING);
    assertThat(sourceOfServer(home)).startsWith("file:");
    startUntilMade(home, first);
    assertThat(sourceOfServer(home)).startsWith("shared objects file");
  }

  /** Some tools give files and folders the times that they had when the release was built. */
  @Test
  void whatIsOfAnotherReleaseIsNotUsedThoughThatIsOlder() throws Exception {
    Path home = copy(SlipwayProcess.DISTRIBUTION, folder.resolve("distribution"));
    String before = startUntilMade(home, "");
    List<String> first = archives(home);

    Path jar = jar(home);
    Path other = Files.move(jar, jar.resolveSibling("slipway-core-of-another-release.jar"));
    FileTime built = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.setLastModifiedTime(other, built);
    Files.setLastModifiedTime(home.resolve("lib"), built);

    assertThat(sourceOfServer(home)).startsWith("file:");
    startUntilMade(home, before);
    assertThat(sourceOfServer(home)).startsWith("shared objects file");
    assertThat(archives(home)).as("they are large").hasSize(1).doesNotContainAnyElementsOf(first);
  }

  private static List<String> archives(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("cache"))) {
      return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".jsa")).toList();
    }
  }

  @Test
  void whoDoesWithoutItKeepsTheIndexesOfJars() throws Exception {
    Path home = copy(SlipwayProcess.DISTRIBUTION, folder.resolve("distribution"));
    Path library = home.resolve("webapps/ROOT/WEB-INF/lib/library.jar");
    Files.createDirectories(library.getParent());
    Files.copy(jar(home), library);
    start(home, "-Xshare:auto").close();
    try (Stream<Path> files = Files.list(home.resolve("cache/index"))) {
      assertThat(files).isNotEmpty();
    }
    assertThat(madeOf(home)).isEmpty();
  }

  /** Until there is another than before; what that is made of. */
  private static String startUntilMade(Path home, String before) throws Exception {
    try (SlipwayProcess process = start(home)) {
      String made = await(home, before);
      assertThat(process.err()).isBlank();
      return made;
    }
  }

  private static SlipwayProcess start(Path home, String... options) throws Exception {
    SlipwayProcess process =
        SlipwayProcess.started(
            home.resolve("bin/slipway"),
            home,
            Map.of("SLIPWAY_JAVA_OPTS", String.join(" ", options)),
            "run",
            "--port",
            "0",
            "--quiet",
            home.resolve("webapps/ROOT").toString());
    process.uri();
    return process;
  }

  /** Where the JVM has a class from; the start ends before an archive could be made. */
  private static String sourceOfServer(Path home) throws Exception {
    try (SlipwayProcess process = start(home, "-Xlog:class+load")) {
      process.terminate();
      process.exitCode();
      String before = "io.slipway.Server source: ";
      return process
          .out()
          .lines()
          .filter(line -> line.contains(before))
          .map(line -> line.substring(line.indexOf(before) + before.length()))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Waits for an archive made of something else; what it is made of. */
  private static String await(Path home, String before) throws Exception {
    Path cache = Files.createDirectories(home.resolve("cache"));
    try (WatchService changes = cache.getFileSystem().newWatchService()) {
      cache.register(changes, ENTRY_CREATE, ENTRY_MODIFY);
      String now = madeOf(home);
      while (now.isEmpty() || now.equals(before)) {
        // the process that makes it has the lowest priority
        WatchKey change = changes.poll(2, TimeUnit.MINUTES);
        assertThat(change).as("a change in " + cache).isNotNull();
        change.pollEvents();
        change.reset();
        now = madeOf(home);
      }
      return now;
    }
  }

  private static String madeOf(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("cache"))) {
      Path of =
          files
              .filter(f -> f.toString().endsWith(".jsa.of"))
              .max(Comparator.comparing(f -> f.toFile().lastModified()))
              .orElse(null);
      return of == null ? "" : Files.readString(of);
    } catch (NoSuchFileException e) {
      // that of another release, which has just been deleted
      return "";
    }
  }

  private static Path jar(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      return files.filter(f -> f.toString().contains("slipway-core")).findFirst().orElseThrow();
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(f -> !f.startsWith(from.resolve("cache"))).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }
}
