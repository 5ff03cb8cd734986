package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path folder;

  /** It would be one webapp of static files, with the WEB-INF of those in it among them. */
  @Test
  void classesAreNoneOfAFolderOfWebapps() throws Exception {
    Files.createDirectories(folder.resolve("shop/WEB-INF"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Main main =
        new Main(
            new PrintStream(new ByteArrayOutputStream()),
            new PrintStream(err),
            Map.of(),
            new Home(folder));

    int exit =
        main.run(List.of("run", folder.toString(), "--classes", folder.toString(), "--port", "0"));

    assertThat(exit).isEqualTo(Failure.FAILED);
    assertThat(err.toString()).contains("--classes and --lib are for one webapp");
  }

  @Test
  void aFolderWhoseNameIsNoContextPathIsSaidInOneLine() throws Exception {
    Files.createDirectories(folder.resolve("shop##2/WEB-INF"));
    Files.createFile(folder.resolve("a.war"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Main main = new Main(new PrintStream(out), new PrintStream(err), Map.of(), new Home(folder));

    int exit = main.run(List.of("run", folder.toString(), "--port", "0"));

    assertThat(exit).isEqualTo(Failure.FAILED);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .contains("shop##2")
        .contains("names a version")
        .contains("rename it");
  }
}
