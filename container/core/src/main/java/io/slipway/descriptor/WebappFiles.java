package io.slipway.descriptor;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Where the parts of a webapp lie: Servlet 6.1, 10.5. No file is kept open.
 *
 * @param root the folder that is the webapp; an empty folder for a webapp that consists of code
 *     alone
 * @param classes folders of classes, normally {@code WEB-INF/classes}, those that exist
 * @param libraries the jars of {@code WEB-INF/lib} in the order of their names
 */
public record WebappFiles(Path root, List<Path> classes, List<Path> libraries) {
  /** What messages and {@link ClassIndex#containerOf} call the folders of classes. */
  public static final String CLASSES = "WEB-INF/classes";

  private static final String WEB_INF = "WEB-INF";
  private static final String LIB = "WEB-INF/lib";

  /** Where projects of Maven and Gradle have it. */
  private static final String SOURCES = "src/main/webapp";

  public WebappFiles {
    classes = List.copyOf(classes);
    libraries = List.copyOf(libraries);
  }

  /**
   * The usual layout under a folder.
   *
   * @throws AccessDeniedException of a folder in which nothing can be found
   * @throws IOException if {@code WEB-INF/lib} cannot be listed
   */
  public static WebappFiles of(Path root) throws IOException {
    Path classes = root.resolve(CLASSES);
    Path lib = root.resolve(LIB);
    for (Path folder : List.of(root, root.resolve(WEB_INF), lib)) {
      // what is in it would seem not to be there
      if (Files.isDirectory(folder) && !Files.isExecutable(folder)) {
        throw new AccessDeniedException(folder.toString());
      }
    }
    List<Path> jars = List.of();
    if (Files.isDirectory(lib)) {
      try (Stream<Path> entries = Files.list(lib)) {
        jars =
            entries
                .filter(p -> p.getFileName().toString().endsWith(".jar") && Files.isRegularFile(p))
                .sorted(Comparator.comparing(p -> p.getFileName().toString()))
                .toList();
      }
    }
    return new WebappFiles(root, Files.isDirectory(classes) ? List.of(classes) : List.of(), jars);
  }

  /**
   * A folder of the root that is {@code WEB-INF} but for how it is written, where that is not
   * there.
   */
  Optional<String> misnamedWebInf() throws IOException {
    return insteadOfWebInf(
        child -> Files.isDirectory(child) && letters(child).equalsIgnoreCase("WEBINF"));
  }

  private static String letters(Path path) {
    return path.getFileName().toString().replaceAll("[^A-Za-z]", "");
  }

  /**
   * A folder of the root that is a webapp, where the root itself is none: that of a WAR which was
   * packed with the folder around it, or that of the sources in a project.
   */
  Optional<String> inner() throws IOException {
    return Files.isDirectory(root.resolve(SOURCES)) && !Files.exists(root.resolve(WEB_INF))
        ? Optional.of(SOURCES)
        : insteadOfWebInf(child -> Files.isDirectory(child.resolve(WEB_INF)));
  }

  private Optional<String> insteadOfWebInf(Predicate<Path> wanted) throws IOException {
    if (Files.exists(root.resolve(WEB_INF))) {
      return Optional.empty();
    }
    try (Stream<Path> children = Files.list(root)) {
      return children
          .filter(wanted)
          .map(child -> child.getFileName().toString())
          .sorted()
          .findFirst();
    }
  }

  /** A file under the root by its name with slashes, if it is there. */
  Optional<byte[]> read(String name) throws IOException {
    Path file = root.resolve(name);
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /** An entry of a jar, if it is there; the jar is closed again. */
  static Optional<byte[]> read(Path jar, String entryName) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(entryName);
      if (entry == null || entry.isDirectory()) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return Optional.of(in.readAllBytes());
      }
    }
  }

  /** Whether an entry of a jar exists, and its content: for callers outside this package. */
  public static Optional<InputStream> open(Path jar, String entryName) throws IOException {
    return read(jar, entryName).map(ByteArrayInputStream::new);
  }

  /** The same of each who finds it, so that it is told once. */
  static Problem unreadable(Path jar, IOException reason) {
    return Problem.error(
        Problem.UNREADABLE_FILE,
        Origin.of(nameOf(jar)),
        "Cannot read the jar: " + reason.getMessage(),
        "replace the jar");
  }

  /** How messages name a jar. */
  static String nameOf(Path jar) {
    return LIB + "/" + jar.getFileName();
  }
}
