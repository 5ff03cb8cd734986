package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line says, and how it ends. */
class CommandLineIT {
  /** Folders that are in no clone. */
  private static final Set<String> MADE =
      Set.of(".git", "target", "classes", "cache", "node_modules");

  @TempDir Path folder;

  private static void isOneLineOnly(SlipwayProcess process) {
    assertThat(process.out()).isBlank();
    assertThat(process.err().strip().lines()).hasSize(1).first().asString().startsWith("slipway: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run --prot 1", "walk", "run a b", "run --port", ""})
  void aWrongCommandLineIsOneLineAndExitCode2(String line) throws Exception {
    SlipwayProcess process =
        SlipwayProcess.finished(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(process.exitCode()).isEqualTo(2);
    isOneLineOnly(process);
  }

  /** As a variable that is not set makes it: all that lies here would be served. */
  @Test
  void anEmptyPathIsUsageToo() throws Exception {
    SlipwayProcess process = SlipwayProcess.finished("run", "", "--port", "0");
    assertThat(process.exitCode()).isEqualTo(2);
    isOneLineOnly(process);
  }

  @Test
  void aPortThatIsNoneIsUsageToo() throws Exception {
    SlipwayProcess process = SlipwayProcess.finished("run", "--port", "http");
    assertThat(process.exitCode()).isEqualTo(2);
    assertThat(process.err())
        .contains("option --port: server.port must be a whole number from 0 to 65535, not \"http\"")
        .doesNotContain("\tat ");
  }

  @Test
  void aPortInUseIsOneLineAndExitCode1() throws Exception {
    WebappFolder.at(folder).file("index.html", "hello");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      SlipwayProcess process = SlipwayProcess.finished("run", folder.toString(), "--port", port);
      assertThat(process.exitCode()).isEqualTo(1);
      isOneLineOnly(process);
      assertThat(process.err()).contains(port).contains("127.0.0.1");
    }
  }

  @Test
  void aFolderThatIsNotThereOrEmptyIsOneLineAndExitCode1() throws Exception {
    for (Path path : new Path[] {folder, folder.resolve("missing")}) {
      SlipwayProcess process = SlipwayProcess.finished("run", path.toString());
      assertThat(process.exitCode()).isEqualTo(1);
      isOneLineOnly(process);
      assertThat(process.err()).contains(path.toString());
    }
  }

  @Test
  void helpAndVersionEndWith0() throws Exception {
    SlipwayProcess help = SlipwayProcess.finished("run", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains(
            "--context",
            "--port",
            "--bind",
            "--conf",
            "--work",
            "--quiet",
            "--keep-going",
            "--help",
            "--version")
        .contains("Exit codes");
    SlipwayProcess version = SlipwayProcess.finished("--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).isEqualTo("slipway " + System.getProperty("slipway.version") + "\n");
  }

  @Test
  void theScriptInTheRootDoesWhatTheOneInTheDistributionDoes() throws Exception {
    Path script = SlipwayProcess.ROOT.resolve("slipway");
    SlipwayProcess wrong = SlipwayProcess.started(script, folder, Map.of(), "run", "--prot", "1");
    assertThat(wrong.exitCode()).isEqualTo(2);
    WebappFolder.at(folder).file("index.html", "from the folder");
    try (SlipwayProcess process =
            SlipwayProcess.started(script, folder, Map.of(), "run", ".", "--port", "0");
        Http http = new Http()) {
      assertThat(http.get(process.uri()).text()).isEqualTo("from the folder");
      process.terminate();
      assertThat(process.exitCode()).isEqualTo(143);
    }
  }

  /** What stands first in the README. */
  @Test
  void theScriptInTheRootBuildsFromAFreshClone() throws Exception {
    copySources(SlipwayProcess.ROOT, folder);
    Map<String, String> sameRepository =
        Map.of("MAVEN_OPTS", "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"));
    SlipwayProcess version =
        SlipwayProcess.started(folder.resolve("slipway"), folder, sameRepository, "--version");
    assertThat(version.exitCode()).as(version::err).isZero();
    assertThat(version.err()).contains("building first, because there is no distribution yet");
  }

  private static void copySources(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            if (MADE.contains(dir.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(dir)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void quietPrintsTheReadyLineOnly() throws Exception {
    WebappFolder.at(folder).file("index.html", "hello");
    try (SlipwayProcess process = SlipwayProcess.serving(folder, "--quiet")) {
      process.terminate();
      assertThat(process.exitCode()).isEqualTo(143);
      assertThat(process.out().lines()).hasSize(1).first().asString().startsWith("ready at ");
      assertThat(process.err()).isBlank();
    }
  }

  @Test
  void whereItIsReadyIsAUrlThatIsAnswered() throws Exception {
    WebappFolder.at(folder.resolve("my shop")).file("index.html", "hello");
    try (SlipwayProcess process = SlipwayProcess.serving(folder);
        Http http = new Http()) {
      assertThat(process.uri().getRawPath()).isEqualTo("/my%20shop/");
      assertThat(http.get(process.uri()).text()).isEqualTo("hello");
    }
    try (SlipwayProcess process =
            SlipwayProcess.serving(folder, "--set", "hosts.default-names=[localhost]");
        Http http = new Http()) {
      assertThat(process.uri().getHost()).isEqualTo("localhost");
      assertThat(http.get(process.uri()).text()).isEqualTo("hello");
    }
  }

  @Test
  void ctrlCEndsIt() throws Exception {
    WebappFolder.at(folder).file("index.html", "hello");
    assumeThat(SlipwayProcess.mayBeInterrupted()).isTrue();
    try (SlipwayProcess process = SlipwayProcess.serving(folder)) {
      process.interrupt();
      assertThat(process.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void startUpTellsEachWebappWithItsServletsFiltersAndTime() throws Exception {
    WebappFolder.at(folder.resolve("ROOT")).file("index.html", "root");
    WebappFolder.at(folder.resolve("shop")).servlet("A", "/a", "").servlet("B", "/b", "");
    try (SlipwayProcess process = SlipwayProcess.serving(folder)) {
      assertThat(process.out()).containsPattern("(?m)^ +/ +0 servlets, 0 filters, \\d+ ms$");
      assertThat(process.out()).containsPattern("(?m)^ +/shop +2 servlets, 0 filters, \\d+ ms$");
      assertThat(process.out())
          .containsPattern("(?m)^ready at http://127.0.0.1:\\d+/ after \\d+ ms");
    }
  }

  @Test
  void sigtermLetsARequestInFlightEnd() throws Exception {
    WebappFolder.at(folder)
        .servlet(
            "Slow",
            "/slow",
            """
            response.getWriter().println("begun");
            response.flushBuffer();
            try { Thread.sleep(1500); } catch (InterruptedException e) { throw new ServletException(e); }
            response.getWriter().println("whole");
            """);
    try (SlipwayProcess process = SlipwayProcess.serving(folder);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), process.port())) {
      socket
          .getOutputStream()
          .write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder answer = new StringBuilder();
      readUntil(socket, answer, "begun");
      process.terminate();
      readUntil(socket, answer, "whole");
      assertThat(process.exitCode()).isEqualTo(143);
    }
  }

  private static void readUntil(Socket socket, StringBuilder answer, String text)
      throws IOException {
    socket.setSoTimeout(30_000);
    byte[] buffer = new byte[1024];
    while (answer.indexOf(text) < 0) {
      int n = socket.getInputStream().read(buffer);
      if (n < 0) {
        throw new IOException("closed after: " + answer);
      }
      answer.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void theEnvironmentAndTheFileSetWhatTheOptionsDoNot() throws Exception {
    WebappFolder.at(folder.resolve("app")).file("index.html", "hello");
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        conf.resolve("slipway.yaml"), "server:\n  port: 1\ncompression:\n  level: 3\n");
    Path script = SlipwayProcess.DISTRIBUTION.resolve("bin/slipway");
    Map<String, String> environment =
        Map.of("SLIPWAY_SERVER_PORT", "0", "SLIPWAY_COOKIES_ENABLED", "off");
    SlipwayProcess printed =
        SlipwayProcess.started(
            script,
            folder,
            environment,
            "config",
            "--conf",
            conf.toString(),
            "--set",
            "limits.max-headers=7");
    assertThat(printed.exitCode()).isZero();
    assertThat(printed.out())
        .containsPattern("(?m)^  port: 0 +# environment SLIPWAY_SERVER_PORT$")
        .containsPattern("(?m)^  level: 3 +# .*slipway.yaml:4$")
        .containsPattern("(?m)^  max-headers: 7 +# option --set$")
        .containsPattern("(?m)^  bind: 127.0.0.1 +# default$");
    try (SlipwayProcess process =
            SlipwayProcess.started(
                script, folder, environment, "run", "app", "--conf", conf.toString());
        Http http = new Http()) {
      assertThat(http.get(process.uri()).text()).isEqualTo("hello");
    }
  }

  @Test
  void aWrongKeyInTheFileIsToldWithItsLineAndASuggestion() throws Exception {
    Files.writeString(folder.resolve("slipway.yaml"), "server:\n  prot: 80\n");
    SlipwayProcess process = SlipwayProcess.finished("run", "--conf", folder.toString());
    assertThat(process.exitCode()).isEqualTo(1);
    assertThat(process.err())
        .contains(
            "slipway.yaml:2: there is no setting \"server.prot\" (did you mean \"server.port\"?)");
  }
}
