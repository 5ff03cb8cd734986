package io.slipway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A {@code .java} file that is a whole webapp: its servlets, filters and listeners are found by
 * their annotations. Classes that it names and that lie beside it, in the folders of their
 * packages, are compiled with it. Sources are in UTF-8, whatever the system's language is. The
 * Jakarta APIs of the distribution are on the class path, and nothing else.
 */
record SourceFile(Path file) {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");
  private static final Pattern OLD_API = Pattern.compile("\\bjavax\\.(servlet|websocket)\\b");
  private static final Pattern API = Pattern.compile("jakarta\\..*|.*-(el|jsp)-api-.*");

  /**
   * Compiles into a temporary WAR, which is deleted when the JVM ends.
   *
   * @throws Failure with what the compiler says
   */
  Path compile() {
    try {
      Path war = Files.createTempFile("slipway-", ".war");
      war.toFile().deleteOnExit();
      compileTo(war);
      return war;
    } catch (IOException e) {
      throw Failure.failed(file + ": cannot be compiled: " + e.getMessage());
    }
  }

  /**
   * Compiles anew, in place of what was compiled before.
   *
   * @throws Failure with what the compiler says; what was compiled before stays
   */
  void compileTo(Path war) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw Failure.failed(file + ": this Java has no compiler; set JAVA_HOME to a JDK");
    }
    Path next = war.resolveSibling(war.getFileName() + ".next");
    try {
      try (FileSystem zip = FileSystems.newFileSystem(next, Map.of("create", "true"))) {
        compile(compiler, Files.createDirectories(zip.getPath("/WEB-INF/classes")));
      }
      Files.move(next, war, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  /** Of what is compiled: the sources beside it and below. */
  long marks() throws IOException {
    List<Path> sources =
        FileMarks.files(file.toAbsolutePath().normalize().resolveSibling("")).stream()
            .filter(Layout::isSource)
            .toList();
    return FileMarks.of(sources.toArray(Path[]::new));
  }

  private void compile(JavaCompiler compiler, Path classes) throws IOException {
    // hears of bytes that are not UTF-8, with which the compiler would go on
    DiagnosticCollector<JavaFileObject> unreadable = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(unreadable, null, UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, apis());
      files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(sourceFolder()));
      StringWriter said = new StringWriter();
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              said,
              files,
              null,
              List.of("-proc:none", "-g", "-parameters"),
              null,
              files.getJavaFileObjects(file));
      if (!task.call() || !unreadable.getDiagnostics().isEmpty()) {
        unreadable.getDiagnostics().forEach(d -> said.append(d.toString()).append('\n'));
        throw Failure.failed(
            file
                + ": cannot be compiled:"
                + System.lineSeparator()
                + said.toString().stripTrailing()
                + hint());
      }
    }
  }

  private String hint() throws IOException {
    return OLD_API.matcher(text()).find()
        ? System.lineSeparator()
            + "(javax.servlet and javax.websocket are jakarta.servlet and jakarta.websocket since"
            + " Jakarta EE 9: write jakarta for javax in their names)"
        : "";
  }

  /** For a look only: what is not UTF-8 is the compiler's to tell, with its line. */
  private String text() throws IOException {
    return new String(Files.readAllBytes(file), UTF_8);
  }

  private static List<Path> apis() {
    return Libraries.classPath().stream()
        .filter(jar -> jar.getFileName() != null)
        .filter(jar -> API.matcher(jar.getFileName().toString()).matches())
        .collect(Collectors.toList());
  }

  /** The folder in which the package of the file begins; the file's own if it lies elsewhere. */
  private Path sourceFolder() throws IOException {
    Path here = file.toAbsolutePath().normalize().resolveSibling("");
    Matcher matcher = PACKAGE.matcher(text());
    if (matcher.find()) {
      Path packageFolder = Path.of(matcher.group(1).replace('.', '/'));
      if (here.endsWith(packageFolder)) {
        Path root = here.getRoot();
        int depth = here.getNameCount() - packageFolder.getNameCount();
        return root == null ? here : depth == 0 ? root : root.resolve(here.subpath(0, depth));
      }
    }
    return here;
  }
}
