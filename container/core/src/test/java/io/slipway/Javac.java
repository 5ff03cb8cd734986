package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles classes of webapps, so that they are in the webapp's own loader. */
public final class Javac {
  private Javac() {}

  /**
   * Each source by the simple name of its class, against the test's own class path.
   *
   * @param classes where the classes go; made where it is missing
   * @param further folders of classes behind the class path
   */
  public static void compile(Path classes, Map<String, String> sources, Path... further)
      throws IOException {
    StringWriter said = new StringWriter();
    Stream<JavaFileObject> files =
        sources.entrySet().stream().map(source -> new Source(source.getKey(), source.getValue()));
    List<String> options =
        List.of(
            "-d",
            Files.createDirectories(classes).toString(),
            "-cp",
            Stream.concat(
                    Stream.of(System.getProperty("java.class.path")),
                    Stream.of(further).map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator)),
            "-proc:none");
    boolean done =
        ToolProvider.getSystemJavaCompiler()
            .getTask(said, null, null, options, null, files.toList())
            .call();
    assertThat(done).as(said.toString()).isTrue();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String type, String text) {
      super(URI.create("string:///" + type + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
