package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
  @TempDir Path folder;

  private void make(String... paths) throws IOException {
    for (String path : paths) {
      Path target = folder.resolve(path);
      if (path.endsWith("/")) {
        Files.createDirectories(target);
      } else {
        Files.createDirectories(target.getParent());
        Files.writeString(target, "");
      }
    }
  }

  private void isOneWebapp() {
    assertThat(Layout.of(folder)).isEqualTo(Layout.one(folder));
  }

  private void holds(String... names) {
    Layout layout = Layout.of(folder);
    assertThat(layout.single()).isFalse();
    assertThat(layout.webapps()).extracting(p -> p.getFileName().toString()).containsExactly(names);
  }

  @Test
  void aFolderWithWebInfIsOneWebapp() throws IOException {
    make("WEB-INF/", "sub/WEB-INF/", "x.war");
    isOneWebapp();
  }

  @Test
  void aFolderOfStaticFilesIsOneWebapp() throws IOException {
    make("index.html", "css/a.css");
    isOneWebapp();
  }

  @Test
  void subFoldersWithWebInfAreWebapps() throws IOException {
    make("README.md", "shop/WEB-INF/", "a#b/index.html");
    holds("a#b", "shop");
  }

  @Test
  void subFoldersOnlyAreWebapps() throws IOException {
    make("one/index.html", "two/index.html", ".git/x");
    holds("one", "two");
  }

  @Test
  void aFolderNamedRootMakesItAFolderOfWebapps() throws IOException {
    make("notes.txt", "ROOT/index.html", "static/x.css");
    holds("ROOT", "static");
  }

  @Test
  void warsAreWebappsAndTheUnpackedFolderWins() throws IOException {
    make("a.war", "b.war", "b/index.html");
    holds("a.war", "b");
    assertThat(Layout.of(folder).hidden()).containsExactly(folder.resolve("b.war"));
  }

  @Test
  void aWarIsOneWebapp() throws IOException {
    make("a.war");
    assertThat(Layout.of(folder.resolve("a.war")).single()).isTrue();
  }

  /** Its classes and its descriptor would be served as files. */
  @Test
  void theInsideOfAWebappIsAFailure() throws IOException {
    make("WEB-INF/web.xml", "WEB-INF/classes/a.class");
    assertThatThrownBy(() -> Layout.of(folder.resolve("WEB-INF/classes/..")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("the folder around it");
  }

  @Test
  void nothingToServeIsAFailure() throws IOException {
    assertThatThrownBy(() -> Layout.of(folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is empty");
    make("a.txt");
    assertThatThrownBy(() -> Layout.of(folder.resolve("a.txt")))
        .hasMessageEndingWith("neither a folder nor a .war nor a .java file");
    make("a.ear");
    assertThatThrownBy(() -> Layout.of(folder.resolve("a.ear"))).hasMessageContaining("unpack it");
    make("a.jar");
    assertThatThrownBy(() -> Layout.of(folder.resolve("a.jar")))
        .hasMessageContaining("WEB-INF/lib");
    assertThatThrownBy(() -> Layout.of(folder.resolve("b")))
        .hasMessageContaining("no such file or folder");
  }
}
