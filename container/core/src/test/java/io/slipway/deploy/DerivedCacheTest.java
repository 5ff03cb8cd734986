package io.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DerivedCacheTest {
  private static final int MAX_SETS = 3;
  private static final FileTime THEN = FileTime.fromMillis(1_000_000);

  @TempDir Path folder;
  private Path sets;
  private DerivedCache cache;

  @BeforeEach
  void cache() {
    sets = folder.resolve("sets");
    cache = new DerivedCache(sets, MAX_SETS);
  }

  private Path made(String text) throws IOException {
    Path made = Files.createTempDirectory(folder, "made");
    Path file = made.resolve("a/b.class");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, THEN);
    return made;
  }

  /** The file of {@link #made}, where it came back. */
  private List<Path> restored(String webapp, String stamp) throws IOException {
    Path target = Files.createTempDirectory(folder, "target");
    cache.restore(Path.of(webapp), stamp, target);
    return files(target);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private long count() throws IOException {
    try (Stream<Path> all = Files.list(sets)) {
      return all.count();
    }
  }

  @Test
  void filesComeBackWithTheirTimes() throws Exception {
    cache.keep(Path.of("/shop"), "stamp", made("text"));
    assertThat(restored("/shop", "stamp"))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file).hasContent("text").hasFileName("b.class");
              assertThat(Files.getLastModifiedTime(file)).isEqualTo(THEN);
            });
  }

  @Test
  void theyDoNotComeBackToAnotherWebappOrStamp() throws Exception {
    assertThat(restored("/shop", "stamp")).isEmpty();
    cache.keep(Path.of("/shop"), "stamp", made("text"));
    assertThat(restored("/shop", "other")).isEmpty();
    assertThat(restored("/pets", "stamp")).isEmpty();
  }

  @Test
  void aWebappHasOneSet() throws Exception {
    cache.keep(Path.of("/shop"), "old", made("old"));
    cache.keep(Path.of("/shop"), "new", made("new"));
    assertThat(count()).isEqualTo(1);
    assertThat(restored("/shop", "old")).isEmpty();
    assertThat(restored("/shop", "new"))
        .singleElement()
        .satisfies(f -> assertThat(f).hasContent("new"));
  }

  @Test
  void whatWasNotUsedForLongestGoes() throws Exception {
    for (int i = 0; i < MAX_SETS; i++) {
      cache.keep(Path.of("/shop" + i), "stamp", made("text"));
      Files.setLastModifiedTime(set("shop" + i).resolve("stamp"), THEN);
    }
    assertThat(restored("/shop0", "stamp")).isNotEmpty();
    cache.keep(Path.of("/pets"), "stamp", made("text"));
    assertThat(count()).isEqualTo(MAX_SETS);
    assertThat(restored("/shop0", "stamp")).isNotEmpty();
    assertThat(restored("/pets", "stamp")).isNotEmpty();
  }

  private Path set(String webapp) throws IOException {
    try (Stream<Path> all = Files.list(sets)) {
      return all.filter(s -> s.getFileName().toString().startsWith(webapp))
          .findFirst()
          .orElseThrow();
    }
  }

  /** As if another container were just replacing it. */
  @Test
  void aSetThatIsNotWholeIsNotUsed() throws Exception {
    cache.keep(Path.of("/shop-0"), "stamp", made("text"));
    Path set = set("shop-0");
    Files.delete(set.resolve("stamp"));
    assertThat(restored("/shop-0", "stamp")).isEmpty();
    Files.writeString(set.resolve("stamp"), "stamp");
    Folders.delete(set.resolve("files"));
    assertThat(restored("/shop-0", "stamp")).isEmpty();
  }
}
