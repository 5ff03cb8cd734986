package io.slipway.cdi;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An exploded webapp made of this module's test classes: each webapp loads its own copies. */
final class WebappFolder {
  private final Path root;

  WebappFolder(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** Copies classes with their nested classes. */
  WebappFolder classes(Class<?>... types) throws IOException {
    for (Class<?> type : types) {
      copy(type, root.resolve("WEB-INF/classes"));
    }
    return this;
  }

  private static void copy(Class<?> type, Path into) throws IOException {
    try {
      Path own = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path from = own.resolve(type.getName().replace('.', '/') + ".class");
      Path to = Files.createDirectories(into.resolve(own.relativize(from.getParent()).toString()));
      try (DirectoryStream<Path> nested =
          Files.newDirectoryStream(from.getParent(), type.getSimpleName() + "{.class,$*.class}")) {
        for (Path file : nested) {
          Files.copy(file, to.resolve(file.getFileName().toString()));
        }
      }
    } catch (URISyntaxException impossible) {
      throw new IOException(impossible);
    }
  }

  WebappFolder file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /** An empty beans.xml, which makes every class with a bean defining annotation a bean. */
  WebappFolder beansXml() throws IOException {
    return file("WEB-INF/beans.xml", "");
  }

  /** A jar of classes in WEB-INF/lib, with a beans.xml where {@code beansXml} is given. */
  WebappFolder jar(String name, String beansXml, Class<?>... types) throws IOException {
    Path staging = Files.createTempDirectory("jar");
    for (Class<?> type : types) {
      copy(type, staging);
    }
    if (beansXml != null) {
      Files.createDirectories(staging.resolve("META-INF"));
      Files.writeString(staging.resolve("META-INF/beans.xml"), beansXml);
    }
    Path lib = Files.createDirectories(root.resolve("WEB-INF/lib"));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(lib.resolve(name)));
        var files = Files.walk(staging)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(staging.relativize(file).toString().replace('\\', '/')));
        zip.write(Files.readAllBytes(file));
      }
    }
    return this;
  }
}
