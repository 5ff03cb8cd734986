package io.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path directory;

  @Test
  void deletingTakesAllButWhatLinksLeadTo() throws Exception {
    Path other = Files.createDirectories(directory.resolve("other"));
    Files.writeString(other.resolve("kept"), "x");
    Path folder = directory.resolve("a");
    Files.createDirectories(folder.resolve("b/c"));
    Files.writeString(folder.resolve("b/c/d"), "x");
    Files.createSymbolicLink(folder.resolve("link"), other);

    Folders.delete(folder);
    Folders.delete(folder);

    assertThat(folder).doesNotExist();
    assertThat(other.resolve("kept")).exists();
  }
}
