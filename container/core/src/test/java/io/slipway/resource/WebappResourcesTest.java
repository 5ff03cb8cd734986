package io.slipway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebappResourcesTest {
  @TempDir Path root;
  @TempDir Path lib;

  private Path jar(String name, Map<String, String> entries) throws IOException {
    Path jar = lib.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return jar;
  }

  private static String read(Resource resource) throws IOException {
    try (InputStream in = resource.open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theFolderComesBeforeTheJarsAndTheyInOrder() throws Exception {
    Files.writeString(root.resolve("a.txt"), "folder");
    Path first =
        jar(
            "1.jar",
            Map.of(
                "META-INF/resources/a.txt",
                "1",
                "META-INF/resources/b.txt",
                "1",
                "other.txt",
                "no"));
    Path second =
        jar(
            "2 #.jar",
            Map.of("META-INF/resources/b.txt", "2", "META-INF/resources/sub/deep/c d.txt", "2"));
    try (WebappResources resources = WebappResources.open(root, List.of(first, second), false)) {
      assertThat(read(resources.lookup("/a.txt"))).isEqualTo("folder");
      assertThat(read(resources.lookup("/b.txt"))).isEqualTo("1");
      Resource deep = resources.lookup("/sub/deep/c d.txt");
      assertThat(read(deep)).isEqualTo("2");
      assertThat(deep.length()).isEqualTo(1);
      try (InputStream in = deep.url().openStream()) {
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("2");
      }
      assertThat(resources.lookup("/other.txt")).isNull();
      assertThat(resources.lookup("/sub/deep/").isDirectory()).isTrue();
      assertThat(resources.list("/")).containsExactly("/a.txt", "/b.txt", "/sub/");
      assertThat(resources.list("/sub")).containsExactly("/sub/deep/");
      assertThat(resources.list("/none")).isNull();
      assertThat(resources.realPath("/sub/deep/c d.txt")).isNull();
      assertThat(resources.realPath("/a.txt")).isEqualTo(root.toRealPath().resolve("a.txt"));
      assertThat(resources.realPath("/../x")).isNull();
    }
  }

  @Test
  void aTagStaysTheSameOverRestarts() throws Exception {
    Files.writeString(root.resolve("a.txt"), "folder");
    String before;
    try (WebappResources resources = WebappResources.open(root, List.of(), false)) {
      before = resources.lookup("/a.txt").etag();
    }
    try (WebappResources resources = WebappResources.open(root, List.of(), false)) {
      assertThat(resources.lookup("/a.txt").etag()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/WEB-INF",
        "/web-inf/",
        "/Meta-Inf/x",
        "/WEB-INF./x",
        "/WEB-INF. ./x",
        "/WEB-INF /x",
        "/WEB-INF;a/x",
        "/WEB-INF::$INDEX_ALLOCATION/x",
        "/WEB-IN~1",
        "/META-I~2/x",
        "//WEB-INF",
        "/./WEB-INF",
        "\\WEB-INF\\x",
        "/WEB-INF\u0000/x"
      })
  void hidden(String path) {
    assertThat(WebappResources.isHidden(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/a/WEB-INF/x", "/WEB-INFO", "/WEB-INF.html", "/web", "/.well-known/x"})
  void notHidden(String path) {
    assertThat(WebappResources.isHidden(path)).isFalse();
  }

  @Test
  void mimeTypesOfTheDescriptorComeFirst() {
    MimeTypes types = MimeTypes.with(Map.of("JS", "application/x-mine", "foo", "x/y"));
    assertThat(types.of("a.b/c.js")).isEqualTo("application/x-mine");
    assertThat(types.of("a.FOO")).isEqualTo("x/y");
    assertThat(types.of("a.html")).isEqualTo("text/html");
    assertThat(types.of("a.b/c")).isNull();
  }
}
