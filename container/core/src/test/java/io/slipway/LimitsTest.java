package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.FormLimits;
import io.slipway.http.RequestOptions;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.wire.Wire;
import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request may have, beside its head: the status of the answer, and what the log says. */
@Timeout(60)
class LimitsTest {
  private static final PipelineOptions TWENTY_THOUSAND =
      PipelineOptions.DEFAULT.withLimits(
          LimitOptions.DEFAULT.withBodies(new BodyLimits(20_000, 30_000, 60_000, 500)));

  private static final String FORM = "application/x-www-form-urlencoded";

  private static CapturedLog log;
  private static Slipway slipway;

  @BeforeAll
  static void start() {
    // what is refused for the same reason again is logged at debug
    log = new CapturedLog("io.slipway.http", Level.FINE);
    slipway =
        Slipway.builder()
            .port(0)
            .requestOptions(
                RequestOptions.DEFAULT
                    .withForms(new FormLimits(3, 100, 2, 9_000))
                    .withMaxSessions(1))
            .pipeline(TWENTY_THOUSAND)
            .webapp(
                "/",
                w ->
                    w.servlet(
                            "nothing",
                            Probe.servlet((q, s) -> s.getWriter().print("nothing")),
                            "/nothing")
                        .servlet(
                            "parameters",
                            Probe.servlet((q, s) -> s.getWriter().print(q.getParameter("a"))),
                            "/parameters")
                        .servlet(
                            "body",
                            Probe.servlet(
                                (q, s) ->
                                    s.getWriter().print(q.getInputStream().readAllBytes().length)),
                            "/body")
                        .servlet(
                            "session",
                            Probe.servlet(
                                (q, s) -> {
                                  if (q.getParameter("end") == null) {
                                    s.getWriter().print(q.getSession().getId());
                                  } else {
                                    q.getSession(false).invalidate();
                                  }
                                }),
                            "/session")
                        .onStartup(
                            c -> {
                              var parts =
                                  c.addServlet(
                                      "parts",
                                      Probe.servlet(
                                          (q, s) -> s.getWriter().print(q.getParts().size())));
                              parts.addMapping("/parts");
                              parts.setMultipartConfig(
                                  new MultipartConfigElement("", 500, 15_000, 0));
                            }))
            .start();
  }

  @AfterAll
  static void stop() {
    slipway.close();
    log.close();
  }

  private static String part(String disposition, int size) {
    return "--b\r\nContent-Disposition: form-data; "
        + disposition
        + "\r\n\r\n"
        + "x".repeat(size)
        + "\r\n";
  }

  private static String body(String kind) {
    int star = kind.indexOf('*');
    return switch (kind) {
      case "three parts" -> part("name=a", 1) + part("name=b", 1) + part("name=c", 1) + "--b--\r\n";
      case "two parts" -> part("name=a", 1) + part("name=b", 1) + "--b--\r\n";
      case "full field" -> part("name=a", 100) + "--b--\r\n";
      case "large field" -> part("name=a", 101) + "--b--\r\n";
      case "large file" -> part("name=a; filename=a", 501) + "--b--\r\n";
      case "large form" -> part("name=a; filename=a", 400) + "--b--" + " ".repeat(15_000);
      case "part header" -> part("name=" + "a".repeat(9_000), 1) + "--b--\r\n";
      default ->
          star < 0
              ? kind
              : kind.substring(0, star).repeat(Integer.parseInt(kind.substring(star + 1)));
    };
  }

  private static String ask(String method, String path, String fields, String body, boolean chunked)
      throws IOException {
    return ask(slipway.port(), method, path, fields, body, chunked);
  }

  private static String ask(
      int port, String method, String path, String fields, String body, boolean chunked)
      throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      String framed =
          body.isEmpty()
              ? "\r\n"
              : chunked
                  ? "Transfer-Encoding: chunked\r\n\r\n"
                      + Integer.toHexString(body.length())
                      + "\r\n"
                      + body
                      + "\r\n0\r\n\r\n"
                  : "Content-Length: " + body.length() + "\r\n\r\n" + body;
      String request =
          method
              + ' '
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + fields
              + framed;
      Wire.send(socket, request);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      /parameters?a=1&b=2&c=3     |                  |             | 200 |
      /parameters?a=1&b=2&c=3&d=4 |                  |             | 400 | limits.max-parameters (3)
      /nothing?a=1&b=2&c=3&d=4    |                  |             | 200 |
      /parameters                 | FORM             | a=1&b=2&c=3 | 200 |
      /parameters                 | FORM             | a=1&*4      | 400 | limits.max-parameters (3)
      /parameters?a=1&b=2         | FORM             | a=1&b=2     | 400 | limits.max-parameters (3)
      /parameters                 | FORM             | x*100       | 200 |
      /parameters                 | FORM             | x*101       | 413 | limits.max-form-size (100
      /parameters                 | FORM chunked     | x*101       | 413 | limits.max-form-size (100
      /body                       | text/plain       | x*20000     | 200 |
      /body                       | text/plain chunked | x*20000   | 200 |
      /body                       | text/plain chunked | x*20001   | 413 | limits.max-body-size (20000
      /parts                      | PARTS            | two parts   | 200 |
      /parts                      | PARTS            | three parts | 413 | limits.max-parts (2)
      /parts                      | PARTS chunked    | three parts | 413 | limits.max-parts (2)
      /parts                      | PARTS            | full field  | 200 |
      /parts                      | PARTS            | large field | 413 | exceeds limits.max-form-size (100
      /parts                      | PARTS            | large file  | 413 | exceeds max-file-size (500
      /parts                      | PARTS            | large form  | 413 | exceeds max-request-size (15000
      /parts                      | PARTS            | part header | 431 | limits.max-part-header-size (9000
      """)
  void bodiesAndParameters(String path, String type, String body, int status, String logged)
      throws Exception {
    log.clear();
    boolean chunked = type != null && type.endsWith(" chunked");
    String contentType =
        type == null
            ? ""
            : "Content-Type: "
                + type.replace(" chunked", "")
                    .replace("FORM", FORM)
                    .replace("PARTS", "multipart/form-data; boundary=b")
                + "\r\n";
    String answer =
        ask(
            body == null ? "GET" : "POST",
            path,
            contentType,
            body == null ? "" : body(body),
            chunked);
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    if (logged == null) {
      assertThat(log.messages()).isEmpty();
    } else {
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains(logged, path.replaceAll("\\?.*", ""), String.valueOf(status));
    }
  }

  /** Nobody has to read it for that, and nobody asks for it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Expect: 100-continue\r\n"})
  void aBodyThatIsAnnouncedTooLargeIsRefused(String expect) throws Exception {
    try (CapturedLog refusals = new CapturedLog("io.slipway.pipeline", Level.FINE);
        Socket socket = Wire.connect(slipway.port())) {
      Wire.send(
          socket,
          "POST /nothing HTTP/1.1\r\nHost: h\r\n" + expect + "Content-Length: 20001\r\n\r\n");
      assertThat(Wire.all(socket)).startsWith("HTTP/1.1 413 ");
      assertThat(refusals.messages())
          .singleElement()
          .asString()
          .contains("413", "limits.max-body-size (20000");
    }
  }

  /** Also where the container reads it. */
  @ParameterizedTest
  @ValueSource(strings = {FORM, "multipart/form-data; boundary=b"})
  void aBodyThatBecomesTooLargeIs413(String type) throws Exception {
    String body = part("name=a; filename=a", 20_000) + "--b--\r\n";
    try (CapturedLog refusals = new CapturedLog("io.slipway.http", Level.FINE);
        Slipway large =
            Slipway.builder()
                .port(0)
                .pipeline(TWENTY_THOUSAND)
                .webapp(
                    "/",
                    w ->
                        w.onStartup(
                            c -> {
                              var reader =
                                  c.addServlet(
                                      "reader", Probe.servlet((q, s) -> q.getParameter("a")));
                              reader.addMapping("/");
                              reader.setMultipartConfig(new MultipartConfigElement(""));
                            }))
                .start()) {
      String fields = "Content-Type: " + type + "\r\n";
      assertThat(ask(large.port(), "POST", "/", fields, body, true)).startsWith("HTTP/1.1 413 ");
      assertThat(refusals.messages())
          .singleElement()
          .asString()
          .contains("413", "limits.max-body-size (20000");
    }
  }

  @Test
  void aFormThatIsAnnouncedTooLargeIsNotAskedFor() throws Exception {
    log.clear();
    try (Socket socket = Wire.connect(slipway.port())) {
      Wire.send(
          socket,
          "POST /parts HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\n"
              + "Expect: 100-continue\r\nContent-Length: 15001\r\n\r\n");
      assertThat(Wire.all(socket)).startsWith("HTTP/1.1 413 ");
    }
    assertThat(log.messages()).singleElement().asString().contains("max-request-size (15000");
  }

  @Test
  void whoHasASessionGoesOnWhereNoOtherCanBegin() throws Exception {
    log.clear();
    String id = ask("GET", "/session", "", "", false).replaceAll("(?s).*\r\n\r\n", "");
    String cookie = "Cookie: JSESSIONID=" + id + "\r\n";
    assertThat(log.messages()).isEmpty();
    String refused = ask("GET", "/session", "Accept: application/json\r\n", "", false);
    assertThat(refused).startsWith("HTTP/1.1 503").doesNotContain("Set-Cookie");
    assertThat(log.messages())
        .singleElement()
        .asString()
        .contains("GET", "/session", "503", "limits.max-sessions (1)");
    assertThat(ask("GET", "/session", cookie, "", false)).contains(id);
    assertThat(ask("GET", "/session?end=", cookie, "", false)).startsWith("HTTP/1.1 200");
    assertThat(ask("GET", "/session", "", "", false)).startsWith("HTTP/1.1 200");
  }
}
