package io.slipway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.spi.PageOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compiled in one run is used in the next: a kept class is told by what it says. */
class KeptPagesTest {
  @TempDir Path folder;
  private Path webapp;
  private Path cache;

  @BeforeEach
  void webapp() throws IOException {
    webapp = folder.resolve("app");
    cache = folder.resolve("cache");
    file("page.jsp", "made anew, <%@ include file=\"part.jspf\" %>");
    file("part.jspf", "of parts");
  }

  private Path file(String name, String text) throws IOException {
    Path file = webapp.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String get(Slipway slipway, String path) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(slipway.uri(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private Slipway start() {
    return builder().start();
  }

  private SlipwayBuilder builder() {
    return Slipway.builder().port(0).webapp("/", webapp).cacheDirectory(cache);
  }

  /** One run of a container, as long as one request. */
  private String run(UnaryOperator<SlipwayBuilder> with) throws Exception {
    try (Slipway slipway = with.apply(builder()).start()) {
      return get(slipway, "/page.jsp");
    }
  }

  private String run() throws Exception {
    return run(UnaryOperator.identity());
  }

  /** Makes the kept classes say something else, of as many letters: nobody else writes this. */
  private void markKept() throws IOException {
    List<Path> classes;
    try (Stream<Path> files = Files.walk(cache)) {
      classes = files.filter(f -> f.toString().endsWith(".class")).toList();
    }
    assertThat(classes).isNotEmpty();
    for (Path file : classes) {
      FileTime time = Files.getLastModifiedTime(file);
      String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(file, bytes.replace("made anew", "kept from"), StandardCharsets.ISO_8859_1);
      Files.setLastModifiedTime(file, time);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPageIsNotCompiledAgain(boolean precompile) throws Exception {
    UnaryOperator<SlipwayBuilder> options =
        builder -> builder.pages(new PageOptions(precompile, !precompile));
    assertThat(run(options)).isEqualTo("made anew, of parts");
    markKept();
    assertThat(run(options)).isEqualTo("kept from, of parts");
    assertThat(run(options)).isEqualTo("kept from, of parts");
  }

  /** To the folder that it is in, as a link "current" may, and to what is gone. */
  @ParameterizedTest
  @ValueSource(strings = {".", "gone"})
  void pagesAreKeptOfAWebappWithALinkThatLeadsNowhereElse(String target) throws Exception {
    Files.createSymbolicLink(webapp.resolve("link"), Path.of(target));
    run();
    markKept();
    assertThat(run()).isEqualTo("kept from, of parts");
  }

  /** As a file does that comes out of an archive, by which the page alone could not tell. */
  @ParameterizedTest
  @ValueSource(strings = {"page.jsp", "part.jspf", "WEB-INF/classes/messages.properties"})
  void nothingIsKeptOfAWebappThatHasChangedThoughItsTimesAndSizesHaveNot(String name)
      throws Exception {
    Path file = webapp.resolve(name);
    if (!Files.exists(file)) {
      file(name, "greeting = hello");
    }
    FileTime time = Files.getLastModifiedTime(file);
    run();
    markKept();
    Files.writeString(file, Files.readString(file));
    Files.setLastModifiedTime(file, time);
    assertThat(run()).isEqualTo("made anew, of parts");
  }

  @Test
  void nothingIsKeptOfARunInWhichAFileHasChanged() throws Exception {
    try (Slipway slipway = start()) {
      get(slipway, "/page.jsp");
      file("page.jsp", "made anew, while it runs");
    }
    assertThat(cache.resolve("derived")).doesNotExist();
    assertThat(run()).isEqualTo("made anew, while it runs");
  }

  @Test
  void aKeptPageThatChangesBeforeItIsAskedForIsCompiledAgain() throws Exception {
    file("other.jsp", "made anew, too");
    try (Slipway slipway = start()) {
      get(slipway, "/page.jsp");
      get(slipway, "/other.jsp");
    }
    markKept();
    try (Slipway slipway = start()) {
      assertThat(get(slipway, "/other.jsp")).isEqualTo("kept from, too");
      file("page.jsp", "made anew, at last");
      assertThat(get(slipway, "/page.jsp")).isEqualTo("made anew, at last");
    }
  }

  @Test
  void twoWebappsOfOneNameKeepTheirOwn() throws Exception {
    run();
    markKept();
    Path other = Files.createDirectories(folder.resolve("other/app"));
    Files.writeString(other.resolve("page.jsp"), "made anew, elsewhere");
    try (Slipway slipway =
        Slipway.builder().port(0).webapp("/", other).cacheDirectory(cache).start()) {
      assertThat(get(slipway, "/page.jsp")).isEqualTo("made anew, elsewhere");
    }
    assertThat(run()).isEqualTo("kept from, of parts");
  }

  @Test
  void aWorkDirectoryKeepsThemToo() throws Exception {
    for (String expected : List.of("made anew, of parts", "kept from, of parts")) {
      try (Slipway slipway =
          Slipway.builder().port(0).webapp("/", webapp).workDirectory(cache).start()) {
        assertThat(get(slipway, "/page.jsp")).isEqualTo(expected);
      }
      markKept();
    }
  }
}
