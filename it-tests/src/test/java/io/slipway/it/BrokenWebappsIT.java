package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A webapp that cannot be deployed: everything wrong is told, and nothing is served unless somebody
 * wants it.
 */
class BrokenWebappsIT {
  private static final String WEB_XML =
      "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">\n%s\n</web-app>\n";

  @TempDir Path folder;

  @BeforeEach
  void oneGoodAndTwoBroken() throws IOException {
    WebappFolder.at(folder.resolve("good")).file("index.html", "good");
    WebappFolder.at(folder.resolve("twice"))
        .servlet("One", "/same", "")
        .servlet("Two", "/same", "")
        .file(
            "WEB-INF/web.xml",
            WEB_XML.formatted(
                "<servlet-mapping>\n<servlet-name>nobody</servlet-name>\n<url-pattern>/x</url-pattern>\n</servlet-mapping>"));
    WebappFolder.at(folder.resolve("old"))
        .file(
            "WEB-INF/src/javax/servlet/Servlet.java",
            "package javax.servlet; public interface Servlet {}")
        .file(
            "WEB-INF/src/app/Old.java",
            "package app; public class Old implements javax.servlet.Servlet {}");
    WebappFolder old = WebappFolder.at(folder.resolve("old"));
    Path javax = folder.resolve("javax-servlet");
    old.compile(folder.resolve("old/WEB-INF/src/javax/servlet/Servlet.java"), javax, "");
    old.compile(
        folder.resolve("old/WEB-INF/src/app/Old.java"),
        folder.resolve("old/WEB-INF/classes"),
        javax.toString());
  }

  private static void tellsEverything(SlipwayProcess process) {
    assertThat(process.err())
        .contains("/twice was not deployed")
        .contains("nobody")
        .contains("/same")
        .contains("WEB-INF/web.xml:")
        .contains("/old was not deployed")
        .contains("javax.servlet")
        .contains("app.Old");
    assertThat(process.err()).doesNotContain("\tat ");
  }

  @Test
  void byDefaultNothingIsServedAndTheExitCodeIs1() throws Exception {
    SlipwayProcess process = SlipwayProcess.finished("run", folder.toString(), "--port", "0");
    assertThat(process.exitCode()).isEqualTo(1);
    assertThat(process.out()).doesNotContain("ready");
    tellsEverything(process);
  }

  @Test
  void keepGoingServesTheOthers() throws Exception {
    try (SlipwayProcess process = SlipwayProcess.serving(folder, "--keep-going");
        Http http = new Http()) {
      assertThat(http.get(process.uri("/good/")).text()).isEqualTo("good");
      assertThat(http.get(process.uri("/twice/same")).status()).isEqualTo(404);
      process.terminate();
      process.exitCode();
      tellsEverything(process);
    }
  }
}
