package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PATH may be. */
class LayoutsIT {
  @TempDir Path folder;
  @AutoClose private final Http http = new Http();

  @Test
  void aFolderOfWebapps() throws Exception {
    WebappFolder.at(folder.resolve("ROOT"))
        .servlet(
            "Where", "/where", "response.getWriter().print('[' + request.getContextPath() + ']');");
    WebappFolder.at(folder.resolve("shop"))
        .servlet(
            "Where", "/where", "response.getWriter().print('[' + request.getContextPath() + ']');");
    WebappFolder.at(folder.resolve("a#b"))
        .servlet(
            "Where", "/where", "response.getWriter().print('[' + request.getContextPath() + ']');");
    try (SlipwayProcess process = SlipwayProcess.serving(folder)) {
      assertThat(http.get(process.uri("/where")).text()).isEqualTo("[]");
      assertThat(http.get(process.uri("/shop/where")).text()).isEqualTo("[/shop]");
      assertThat(http.get(process.uri("/a/b/where")).text()).isEqualTo("[/a/b]");
    }
  }

  @Test
  void oneWebappWithAndWithoutAContext() throws Exception {
    WebappFolder.at(folder)
        .servlet(
            "Where", "/where", "response.getWriter().print('[' + request.getContextPath() + ']');");
    try (SlipwayProcess process = SlipwayProcess.serving(folder)) {
      assertThat(http.get(process.uri("/where")).text()).isEqualTo("[]");
    }
    try (SlipwayProcess process = SlipwayProcess.serving(folder, "--context", "/x/y")) {
      assertThat(process.uri().getPath()).isEqualTo("/x/y/");
      assertThat(http.get(process.uri("/x/y/where")).text()).isEqualTo("[/x/y]");
      assertThat(http.get(process.uri("/where")).status()).isEqualTo(404);
    }
  }

  @Test
  void contextWithSeveralWebappsIsUsage() throws Exception {
    WebappFolder.at(folder.resolve("one")).file("index.html", "");
    WebappFolder.at(folder.resolve("two")).file("index.html", "");
    SlipwayProcess process = SlipwayProcess.finished("run", folder.toString(), "--context", "/x");
    assertThat(process.exitCode()).isEqualTo(2);
  }

  @Test
  void staticFilesOnly() throws Exception {
    WebappFolder.at(folder).file("index.html", "start").file("css/a.css", "a {}");
    try (SlipwayProcess process = SlipwayProcess.serving(folder)) {
      assertThat(http.get(process.uri("/")).text()).isEqualTo("start");
      Http.Answer css = http.get(process.uri("/css/a.css"));
      assertThat(css.header("Content-Type")).startsWith("text/css");
      assertThat(http.get(process.uri("/css/a.css"), "If-None-Match", css.header("ETag")).status())
          .isEqualTo(304);
    }
  }

  @Test
  void namesBeyondAsciiWhereThereIsNoLocale() throws Exception {
    // By the shell, as the JVM of this test may have no locale either.
    assertThat(
            new ProcessBuilder(
                    "sh",
                    "-c",
                    "dir=$(printf 'gr\\303\\266\\303\\237e')"
                        + " && mkdir -p \"$dir/WEB-INF\" && echo hello > \"$dir/$dir.txt\"")
                .directory(folder.toFile())
                .start()
                .waitFor())
        .isZero();
    try (SlipwayProcess process =
        SlipwayProcess.started(
            SlipwayProcess.DISTRIBUTION.resolve("bin/slipway"),
            folder,
            Map.of("LC_ALL", "C"),
            "run",
            ".",
            "--port",
            "0",
            "--work",
            "work")) {
      assertThat(process.uri().getRawPath()).isEqualTo("/gr%C3%B6%C3%9Fe/");
      assertThat(http.get(process.uri("/gr%C3%B6%C3%9Fe/gr%C3%B6%C3%9Fe.txt")).text())
          .isEqualTo("hello\n");
    }
  }

  @Test
  void aWarIsUnpackedIntoTheWorkFolder() throws Exception {
    WebappFolder app =
        WebappFolder.at(folder.resolve("app"))
            .file("index.html", "from the war")
            .servlet(
                "Real",
                "/real",
                "response.getWriter().print(getServletContext().getRealPath(\"/index.html\"));");
    Path war = app.war(folder.resolve("app.war"));
    Path work = folder.resolve("work");
    try (SlipwayProcess process = SlipwayProcess.serving(war, "--work", work)) {
      assertThat(http.get(process.uri("/")).text()).isEqualTo("from the war");
      Path real = Path.of(http.get(process.uri("/real")).text());
      assertThat(real.startsWith(work.toRealPath()) || real.startsWith(work)).isTrue();
      assertThat(Files.exists(real)).isTrue();
    }
  }

  @Test
  void wars() throws Exception {
    WebappFolder.at(folder.resolve("src"))
        .file("index.html", "shop")
        .war(Files.createDirectories(folder.resolve("apps")).resolve("shop.war"));
    try (SlipwayProcess process = SlipwayProcess.serving(folder.resolve("apps"))) {
      assertThat(http.get(process.uri("/shop/")).text()).isEqualTo("shop");
    }
  }

  /** As it lies in a source tree, with nothing assembled. */
  @Test
  void classesAndJarsFromElsewhere() throws Exception {
    Path page = Files.createDirectories(folder.resolve("src/main/webapp"));
    Files.writeString(page.resolve("index.html"), "start");
    WebappFolder built =
        WebappFolder.at(folder.resolve("build"))
            .servlet(
                "Hello",
                "/hello",
                "response.getWriter().print(getClass().getResource(\"/words.txt\") != null);");
    Path jars = Files.createDirectories(folder.resolve("jars"));
    WebappFolder.at(folder.resolve("words")).file("words.txt", "").war(jars.resolve("words.jar"));
    String classes = built.folder.resolve("WEB-INF/classes").toString();
    try (SlipwayProcess process =
        SlipwayProcess.serving(page, "--classes", classes, "--lib", jars.toString())) {
      assertThat(http.get(process.uri("/")).text()).isEqualTo("start");
      assertThat(http.get(process.uri("/hello")).text()).isEqualTo("true");
    }
    SlipwayProcess wrong = SlipwayProcess.finished("run", "--classes", classes);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("name its folder");
  }

  @Test
  void oneSourceFile() throws Exception {
    Path source = folder.resolve("src/app/Hello.java");
    WebappFolder.at(folder)
        .file(
            "src/app/Greeting.java",
            "package app; class Greeting { static String TEXT = \"\u0161lapak\"; }")
        .file(
            "src/app/Hello.java",
            """
            package app;
            import jakarta.servlet.annotation.WebServlet;
            import jakarta.servlet.http.*;
            @WebServlet("/hello")
            public class Hello extends HttpServlet {
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response)
                  throws java.io.IOException {
                response.setContentType("text/plain");
                response.getWriter().print(Greeting.TEXT);
              }
            }
            """);
    // as in an image, or under systemd: a source is in UTF-8 there too
    try (SlipwayProcess process =
        SlipwayProcess.started(
            SlipwayProcess.DISTRIBUTION.resolve("bin/slipway"),
            folder,
            Map.of("LC_ALL", "C"),
            "run",
            "--port",
            "0",
            source.toString())) {
      assertThat(http.get(process.uri("/hello")).text()).isEqualTo("\u0161lapak");
    }
  }

  /** And a library's own choice of logging is not the container's: Hibernate and Logback. */
  @Test
  void theLoggingOfTheJdkWorksInAWebapp() throws Exception {
    Path source = folder.resolve("Logs.java");
    WebappFolder.at(folder)
        .file(
            "Logs.java",
            """
            import jakarta.servlet.annotation.WebServlet;
            import jakarta.servlet.http.*;
            import java.util.logging.*;
            @WebServlet("/logs")
            public class Logs extends HttpServlet {
              private static final Logger LOG = Logger.getLogger("shop.orders");
              private final StringBuilder seen = new StringBuilder();
              @Override public void init() {
                LOG.setLevel(Level.FINE);
                Handler own = new Handler() {
                  @Override public void publish(LogRecord r) { seen.append(r.getMessage()).append(' '); }
                  @Override public void flush() {}
                  @Override public void close() {}
                };
                LOG.addHandler(own);
              }
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response)
                  throws java.io.IOException {
                LOG.fine("small");
                LOG.warning("large");
                response.getWriter().print(seen);
                response.getWriter().print(System.getProperty("org.jboss.logging.provider"));
              }
            }
            """);
    try (SlipwayProcess process = SlipwayProcess.serving(source)) {
      assertThat(http.get(process.uri("/logs")).text()).isEqualTo("small large null");
      process.terminate();
      process.exitCode();
      assertThat(process.err()).contains("DEBUG shop.orders: small", "WARN  shop.orders: large");
    }
  }

  @Test
  void aSourceFileThatCannotBeCompiledOrMapsNothing() throws Exception {
    WebappFolder.at(folder)
        .file("Broken.java", "class Broken { int x = \"\"; }")
        .file("Nothing.java", "class Nothing {}");
    SlipwayProcess broken =
        SlipwayProcess.finished("run", folder.resolve("Broken.java").toString());
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.err()).contains("Broken.java:1:").contains("incompatible types");
    SlipwayProcess nothing =
        SlipwayProcess.finished("run", folder.resolve("Nothing.java").toString(), "--port", "0");
    assertThat(nothing.exitCode()).isEqualTo(1);
    assertThat(nothing.err()).contains("nothing in it is mapped");
  }
}
