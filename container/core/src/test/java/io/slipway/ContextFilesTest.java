package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of a webapp, as its {@code ServletContext} shows them. */
class ContextFilesTest {
  @TempDir Path folder;
  private Path webapp;
  private final AtomicReference<ServletContext> context = new AtomicReference<>();
  @AutoClose private Slipway slipway;

  @BeforeEach
  void start() throws Exception {
    webapp = folder.resolve("webapp");
    Files.createDirectories(webapp.resolve("WEB-INF/mail"));
    Files.writeString(webapp.resolve("WEB-INF/mail/a.txt"), "Dear reader");
    slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                app ->
                    app.folder(webapp).initializer((types, itsContext) -> context.set(itsContext)))
            .start();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/WEB-INF/mail/a.txt",
        "//WEB-INF/mail//a.txt",
        "/WEB-INF/./mail/a.txt",
        "/WEB-INF/pages/../mail/a.txt"
      })
  void aFileIsFoundAsApplicationsPutItsPathTogether(String path) throws Exception {
    assertThat(context.get().getResource(path).getPath()).endsWith("/WEB-INF/mail/a.txt");
    try (InputStream in = context.get().getResourceAsStream(path)) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("Dear reader");
    }
    assertThat(context.get().getRealPath(path))
        .isEqualTo(webapp.toRealPath().resolve("WEB-INF/mail/a.txt").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/WEB-INF/mail", "/WEB-INF/mail/", "/WEB-INF//mail//", "/./WEB-INF/mail/."})
  void aFolderIsListedByThePathsOfItsFiles(String path) {
    assertThat(context.get().getResourcePaths(path)).containsExactly("/WEB-INF/mail/a.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../secret",
        "/WEB-INF/../../secret",
        "/WEB-INF/mail/b.txt",
        "/WEB-INF/mail\\a.txt",
        "/WEB-INF/mail/a.txt\0"
      })
  void nothingIsFoundElsewhere(String path) throws Exception {
    Files.writeString(folder.resolve("secret"), "secret");
    assertThat(context.get().getResource(path)).isNull();
    assertThat(context.get().getResourceAsStream(path)).isNull();
    assertThat(context.get().getResourcePaths(path)).isNull();
  }

  @Test
  void aPathBeginsWithASlash() {
    ServletContext files = context.get();
    assertThatThrownBy(() -> files.getResource("WEB-INF/mail/a.txt"))
        .isInstanceOf(MalformedURLException.class);
    assertThatThrownBy(() -> files.getResourcePaths("WEB-INF"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(files.getResourceAsStream("WEB-INF/mail/a.txt")).isNull();
  }
}
