package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.resource.FileOptions;
import io.slipway.threads.ThreadStrategies;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of files and a container that serves them. */
abstract class StaticFilesFixture {
  static final String DATE = "Fri, 31 Jan 2020 10:20:30 GMT";
  static final String SCRIPT = "function f(x) { return x; }\n".repeat(400);
  static final Filter PASS = (request, response, chain) -> chain.doFilter(request, response);

  @TempDir Path root;
  final CountingThreads threads = new CountingThreads(ThreadStrategies.best());
  Slipway container;

  @BeforeEach
  void files() throws IOException {
    file("small.txt", "0123456789");
    file("app.js", SCRIPT);
    file("index.html", "<p>welcome</p>");
    file("WEB-INF/secret.txt", "secret");
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    write("noise.bin", noise);
  }

  void file(String name, String content) throws IOException {
    write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  void write(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-31T10:20:30Z")));
  }

  void start(FileOptions options, java.util.function.Consumer<WebappBuilder> more) {
    container =
        Slipway.builder()
            .port(0)
            .h2c(true)
            .threads(threads)
            .staticFiles(options)
            .webapp("/", app -> more.accept(app.folder(root)))
            .webapp("/filtered", app -> app.folder(root).filter("pass", PASS, "/*"))
            .start();
  }

  void start() {
    start(FileOptions.DEFAULT, app -> {});
  }

  @AfterEach
  void stop() {
    if (container != null) {
      container.close();
    }
  }

  Socket open() throws IOException {
    return Wire.connect(container.port());
  }

  Answer ask(String line, String... fields) throws IOException {
    return Wire.ask(container.port(), line, fields);
  }

  /** Asks twice, since the first request of a file is the servlet's; the second must not be. */
  Answer known(String line, String... fields) throws IOException {
    ask(line, fields);
    int before = threads.requests.get();
    Answer answer = ask(line, fields);
    assertThat(threads.requests.get()).as("requests that became servlets'").isEqualTo(before);
    return answer;
  }

  boolean isServlets(String line, String... fields) throws IOException {
    ask(line, fields);
    int before = threads.requests.get();
    ask(line, fields);
    return threads.requests.get() > before;
  }
}
