package io.slipway.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Makes exploded webapps. */
final class WebappFolder {
  final Path folder;

  private WebappFolder(Path folder) {
    this.folder = folder;
  }

  static WebappFolder at(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new WebappFolder(folder);
  }

  WebappFolder file(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /**
   * A servlet class {@code app.NAME} at a pattern, with the body of its {@code service(request,
   * response)}.
   */
  WebappFolder servlet(String name, String pattern, String body) throws IOException {
    return source(
        name,
        """
        package app;
        import jakarta.servlet.*;
        import jakarta.servlet.annotation.*;
        import jakarta.servlet.http.*;
        @WebServlet("%s")
        public class %s extends HttpServlet {
          @Override protected void service(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException, ServletException {
            response.setContentType("text/plain;charset=UTF-8");
            %s
          }
        }
        """
            .formatted(pattern, name, body));
  }

  /** A class of package {@code app}. */
  WebappFolder source(String name, String text) throws IOException {
    file("WEB-INF/src/app/" + name + ".java", text);
    return compile(
        folder.resolve("WEB-INF/src/app/" + name + ".java"),
        folder.resolve("WEB-INF/classes"),
        System.getProperty("java.class.path"));
  }

  WebappFolder compile(Path source, Path classes, String classPath) throws IOException {
    Files.createDirectories(classes);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--release",
                "17",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                classPath + java.io.File.pathSeparator + classes));
    arguments.add(source.toString());
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (result != 0) {
      throw new IllegalStateException("javac of " + source + " ended with " + result);
    }
    return this;
  }

  /** Packs the folder. */
  Path war(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, zip);
        zip.closeEntry();
      }
    }
    return file;
  }
}
