package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.MergeResult;
import io.slipway.model.Problem;
import io.slipway.model.Problem.Severity;
import io.slipway.model.ServletDef;
import io.slipway.model.UrlPattern;
import io.slipway.model.WebApp;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Puts a webapp together in a folder, from text and from classes of the tests. */
final class TestWebapp {
  static final String NS = "xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\"";

  private final Path root;

  TestWebapp(Path root) {
    this.root = root;
  }

  /** The content of web-app, without the element itself. */
  TestWebapp webXml(String content) throws IOException {
    return rawWebXml("<web-app " + NS + ">\n" + content + "\n</web-app>");
  }

  TestWebapp rawWebXml(String document) throws IOException {
    return file("WEB-INF/web.xml", document.getBytes(StandardCharsets.UTF_8));
  }

  TestWebapp file(String name, byte[] bytes) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return this;
  }

  TestWebapp classes(Class<?>... types) throws IOException {
    for (Class<?> type : types) {
      file("WEB-INF/classes/" + type.getName().replace('.', '/') + ".class", bytesOf(type));
    }
    return this;
  }

  /** A jar with a fragment of this content, or without one where it is null. */
  TestWebapp jar(String name, String fragment, Class<?>... types) throws IOException {
    return jarWithAttributes(name, "", fragment, types);
  }

  TestWebapp jarWithAttributes(String name, String attributes, String fragment, Class<?>... types)
      throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    if (fragment != null) {
      String document =
          "<web-fragment " + NS + " " + attributes + ">\n" + fragment + "\n</web-fragment>";
      entries.put("META-INF/web-fragment.xml", document.getBytes(StandardCharsets.UTF_8));
    }
    for (Class<?> type : types) {
      entries.put(type.getName().replace('.', '/') + ".class", bytesOf(type));
    }
    return jarOf(name, entries);
  }

  TestWebapp jarOf(String name, Map<String, byte[]> entries) throws IOException {
    Path jar = root.resolve("WEB-INF/lib/" + name);
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.NO_COMPRESSION); // so that equal lengths stay equal
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.closeEntry();
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return this;
  }

  static byte[] bytesOf(Class<?> type) throws IOException {
    try (InputStream in =
        type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
      return in.readAllBytes();
    }
  }

  WebappFiles files() throws IOException {
    return WebappFiles.of(root);
  }

  ClassIndex index() throws IOException {
    return ClassIndex.of(files(), IndexCache.inMemory());
  }

  MergeResult read() throws IOException {
    return WebAppReader.read(files(), index());
  }

  WebApp app() throws IOException {
    MergeResult result = read();
    assertThat(result.problems()).extracting(Problem::severity).doesNotContain(Severity.ERROR);
    return result.app();
  }

  ServletDef servlet(String name) throws IOException {
    return app().servlets().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  static List<String> texts(List<UrlPattern> patterns) {
    return patterns.stream().map(UrlPattern::text).toList();
  }

  List<Problem> problems() throws IOException {
    return read().problems();
  }

  /** The codes of errors, each with line: {@code bad-number@WEB-INF/web.xml:3}. */
  List<String> errors() throws IOException {
    return problems().stream()
        .filter(p -> p.severity() == Severity.ERROR)
        .map(p -> p.code() + "@" + p.at())
        .toList();
  }

  List<String> warnings() throws IOException {
    return problems().stream()
        .filter(p -> p.severity() == Severity.WARNING)
        .map(p -> p.code() + "@" + p.at())
        .toList();
  }
}
