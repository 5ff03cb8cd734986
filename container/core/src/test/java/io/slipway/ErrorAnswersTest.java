package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.wire.Wire;
import jakarta.servlet.ServletException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees of a failure, byte by byte. */
class ErrorAnswersTest {
  @TempDir static Path folder;
  @AutoClose private static Slipway slipway;

  @BeforeAll
  static void start() throws Exception {
    WebXml.write(
        folder,
        """
        <error-page><error-code>500</error-code><location>/page</location></error-page>
        <error-page><error-code>401</error-code><location>/broken</location></error-page>
        <error-page><error-code>410</error-code><location>/broken</location></error-page>
        <error-page><error-code>302</error-code><location>/broken</location></error-page>
        """);
    slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/app",
                app ->
                    app.servlet(
                            "send",
                            Probe.servlet((q, s) -> s.sendError(404, "<b>\"it\" & more</b>")),
                            "/send")
                        .servlet(
                            "cached",
                            Probe.servlet(
                                (q, s) -> {
                                  s.setHeader("Cache-Control", "max-age=60");
                                  s.sendError(410);
                                }),
                            "/cached")
                        .servlet(
                            "noerror",
                            Probe.servlet(
                                (q, s) -> {
                                  s.setHeader("ETag", "\"1\"");
                                  s.setHeader("Location", "/there");
                                  s.setContentLength(5);
                                  s.getWriter().print("123");
                                  s.sendError(Integer.parseInt(q.getQueryString()));
                                }),
                            "/noerror")
                        .servlet(
                            "forward",
                            Probe.servlet((q, s) -> q.getRequestDispatcher("/fault").forward(q, s)),
                            "/forward")
                        .servlet(
                            "include",
                            Probe.servlet((q, s) -> q.getRequestDispatcher("/fault").include(q, s)),
                            "/include")
                        .onStartup(
                            c -> {
                              var async =
                                  c.addServlet(
                                      "async",
                                      Probe.servlet(
                                          (q, s) -> {
                                            if (q.getQueryString() == null) {
                                              q.startAsync().dispatch("/fault");
                                            } else {
                                              q.startAsync().setTimeout(10);
                                            }
                                          }));
                              async.addMapping("/async");
                              async.setAsyncSupported(true);
                            })
                        .servlet(
                            "circle",
                            Probe.servlet(
                                (q, s) -> {
                                  Exception cause = new IllegalStateException("cause");
                                  Exception fault =
                                      new ServletException("secret of the house", cause);
                                  cause.initCause(fault);
                                  throw new IllegalStateException("secret of the house", fault);
                                }),
                            "/circle")
                        .servlet(
                            "status",
                            Probe.servlet(
                                (q, s) -> {
                                  int status = Integer.parseInt(q.getQueryString());
                                  if (q.getServletPath().equals("/error")) {
                                    s.sendError(status);
                                  } else {
                                    s.setStatus(status);
                                  }
                                }),
                            "/status",
                            "/error")
                        .servlet(
                            "fault",
                            Probe.servlet(
                                (q, s) -> {
                                  throw new IllegalStateException("secret of the house");
                                }),
                            "/fault"))
            .webapp(
                "/pages",
                app ->
                    app.folder(folder)
                        .servlet(
                            "fault",
                            Probe.servlet(
                                (q, s) -> {
                                  throw new IllegalStateException("secret of the house");
                                }),
                            "/fault")
                        .servlet("gone", Probe.servlet((q, s) -> s.sendError(410)), "/gone")
                        .servlet("moved", Probe.servlet((q, s) -> s.sendError(302)), "/moved")
                        .servlet(
                            "login",
                            Probe.servlet(
                                (q, s) -> {
                                  s.setHeader("WWW-Authenticate", "Bearer");
                                  s.sendError(401);
                                }),
                            "/login")
                        .servlet(
                            "broken",
                            Probe.servlet(
                                (q, s) -> {
                                  throw new IllegalStateException("broken page");
                                }),
                            "/broken")
                        .servlet(
                            "page",
                            Probe.servlet(
                                (q, s) ->
                                    s.getWriter()
                                        .print("Fault " + q.getAttribute("io.slipway.fault"))),
                            "/page"))
            .start();
  }

  private static String ask(String path, String... fields) throws Exception {
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return Probe.raw(slipway.port(), head.toString());
  }

  @Test
  void theMessageIsEscaped() throws Exception {
    assertThat(ask("/app/send"))
        .startsWith("HTTP/1.1 404 Not Found\r\n")
        .contains("\r\nContent-Type: text/html;charset=utf-8\r\n")
        .contains("\r\nCache-Control: no-store\r\n")
        .contains("&lt;b&gt;&quot;it&quot; &amp; more&lt;/b&gt;")
        .doesNotContain("<b>");
    assertThat(ask("/app/send", "Accept: application/json"))
        .contains("\r\nContent-Type: application/problem+json\r\n")
        .endsWith(
            "{\"title\":\"Not Found\",\"status\":404,\"detail\":\"\\u003cb>\\\"it\\\" & more\\u003c/b>\"}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      value = {
        "*/*                                                         -> html",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 -> html",
        "application/json                                            -> json",
        "application/problem+json                                    -> json",
        "application/json, text/plain, */*                           -> json",
        "application/json;q=0.5, */*;q=0.8                           -> html",
        "application/json;q=0.9, text/html;q=0.5                     -> json",
        "application/json, text/html                                 -> html",
        "application/json,;,                                         -> json",
        "application/json;q=0                                        -> html",
        "application/json;q=x                                        -> html",
        "application/json;q=1.5, text/html;q=0.5                     -> html",
        "application/json, text/*;q=0.3                              -> json",
        "image/png                                                   -> html"
      })
  void theClientChoosesByAccept(String accept, String kind) throws Exception {
    for (String path : List.of("/app/send", "/app/none", "/none")) {
      assertThat(ask(path, "Accept: " + accept))
          .as(path)
          .startsWith("HTTP/1.1 404")
          .contains(
              kind.equals("json") ? "application/problem+json\r\n" : "text/html;charset=utf-8\r\n")
          .contains("\r\nCache-Control: no-store\r\n");
    }
  }

  /** RFC 9110, 5.3: several fields are one list. */
  @Test
  void allAcceptFieldsCount() throws Exception {
    for (String path : List.of("/app/send", "/none")) {
      assertThat(ask(path, "Accept: image/png\r\nAccept: application/json"))
          .contains("problem+json");
      assertThat(ask(path, "Accept: application/json\r\nAccept: text/html"))
          .doesNotContain("problem+json");
    }
  }

  /** What no webapp reads is not waited for: Undertow would, without a bound. */
  @ParameterizedTest
  @CsvSource({"POST /none, 404", "POST /app, 302", "OPTIONS *, 200", "POST /a%2fb, 400"})
  void anAnswerDoesNotWaitForTheBody(String line, int status) throws Exception {
    for (String body :
        List.of("Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab")) {
      try (Socket socket = Wire.connect(slipway.port())) {
        Wire.send(socket, line + " HTTP/1.1\r\nHost: h\r\n" + body);
        assertThat(Wire.all(socket))
            .startsWith("HTTP/1.1 " + status)
            .contains("\r\nConnection: close\r\n");
      }
    }
  }

  @Test
  void theApplicationMaySayThatAnErrorIsCached() throws Exception {
    assertThat(ask("/app/cached"))
        .contains("\r\nCache-Control: max-age=60\r\n")
        .doesNotContain("no-store");
  }

  /** A browser would not ask for a password else. */
  @Test
  void aPageThatFailsLeavesTheErrorWhatItIs() throws Exception {
    assertThat(ask("/pages/login"))
        .startsWith("HTTP/1.1 401 ")
        .contains("\r\nWWW-Authenticate: Bearer\r\n");
  }

  /** Wherever it happens. */
  @ParameterizedTest
  @CsvSource({
    "/app/fault,        secret of the house, 500 Internal Server Error",
    "/app/circle,       secret of the house, 500 Internal Server Error",
    "/app/forward,      secret of the house, 500 Internal Server Error",
    "/app/include,      secret of the house, 500 Internal Server Error",
    "/app/async,        secret of the house, 500 Internal Server Error",
    "/app/async?expire, has timed out, 500 Internal Server Error",
    "/pages/fault,      secret of the house, 500 Internal Server Error",
    "/pages/gone,       broken page, 410 Gone",
    "/pages/moved,      broken page, 500 Internal Server Error"
  })
  void aFaultShowsAnIdThatTheLogHasAndNothingElse(String path, String cause, String status)
      throws Exception {
    try (CapturedLog log = new CapturedLog("io.slipway")) {
      for (String accept : List.of("text/html", "application/json")) {
        log.clear();
        String answer = ask(path, "Accept: " + accept);
        assertThat(answer)
            .startsWith("HTTP/1.1 " + status + "\r\n")
            .contains("\r\nCache-Control: no-store\r\n")
            .doesNotContain("secret")
            .doesNotContain("Exception")
            .doesNotContainIgnoringCase("undertow")
            .doesNotContain("Slipway/");
        Matcher id = Pattern.compile("(?:Fault |urn:fault:)(\\w+)").matcher(answer);
        assertThat(id.find()).isTrue();
        assertThat(id.group(1)).isNotEqualTo("null");
        assertThat(log.records())
            .extracting(line -> line.getMessage() + " " + line.getThrown())
            .singleElement()
            .asString()
            .contains("[fault " + id.group(1) + "]", cause);
      }
    }
  }

  /** RFC 9110, 15, whoever sets the status. */
  @ParameterizedTest
  @CsvSource({
    "404, Not Found",
    "408, Request Timeout",
    "413, Content Too Large",
    "414, URI Too Long",
    "416, Range Not Satisfiable",
    "421, Misdirected Request",
    "422, Unprocessable Content",
    "504, Gateway Timeout",
    "505, HTTP Version Not Supported"
  })
  void theReasonPhraseIsThatOfTheRfc(int status, String reason) throws Exception {
    String line = "HTTP/1.1 " + status + " " + reason + "\r\n";
    assertThat(ask("/app/status?" + status)).startsWith(line);
    assertThat(ask("/app/error?" + status))
        .startsWith(line)
        .contains(status + " " + reason + "</h1>");
  }

  /** As with Tomcat: of what is no error there is no page, and nothing that forbids to keep it. */
  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 304})
  void aStatusThatIsNoErrorHasTheFieldsOfTheApplicationAndNoBody(int status) throws Exception {
    assertThat(ask("/app/noerror?" + status))
        .startsWith("HTTP/1.1 " + status)
        .contains("\r\nETag: \"1\"\r\n", "\r\nLocation: /there\r\n")
        .doesNotContain("Cache-Control", "Content-Length: 5")
        .endsWith("\r\n\r\n");
  }

  /** What the pipeline refuses has a page as well: in HTML or JSON, and never kept. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /app/send HTTP/1.0 | Transfer-Encoding: chunked      | 400 Bad Request",
        "GET /app/send HTTP/0.9 | X: y                            | 505 HTTP Version Not Supported",
        "GET /LONG HTTP/1.1     | X: y                            | 414 URI Too Long",
        "GET /app/send HTTP/1.1 | X: LONG; Y: LONG; Z: LONG; A: LONG | 431 Request Header Fields Too Large",
        "POST /app/send HTTP/1.1 | Transfer-Encoding: gzip         | 400 Bad Request"
      })
  void whatIsRefusedBeforeTheWebappHasAPageToo(String line, String fields, String status)
      throws Exception {
    for (String accept : List.of("text/html", "application/json")) {
      String head =
          line
              + "\r\nHost: localhost\r\nAccept: "
              + accept
              + "\r\n"
              + fields.replace("; ", "\r\n")
              + "\r\n";
      String answer = Probe.raw(slipway.port(), head.replace("LONG", "x".repeat(9_000)));
      assertThat(answer)
          .as(line)
          .matches("(?s)HTTP/1.[01] " + status + "\r\n.*")
          .contains("\r\nCache-Control: no-store\r\n", "\r\nConnection: close\r\n")
          .contains(accept.endsWith("json") ? "{\"title\":\"" : "<h1>" + status)
          .doesNotContain("xxx");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/app/%2e%2e%2f", "/a%zz", "/a\\b"})
  void aTargetThatIsRefusedHasAPageToo(String target) throws Exception {
    assertThat(ask(target))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("\r\nConnection: close\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/app?x=1&y=%20, /app/?x=1&y=%20",
    "//app?x=1, /app/?x=1",
    "/./app, /app/",
    "///app;a=b?x, /app/;a=b?x",
    "/%61pp?q, /%61pp/?q",
    "http://localhost//app?x=1, /app/?x=1"
  })
  void theRedirectToTheContextNamesNoHostAndKeepsTheQuery(String target, String location)
      throws Exception {
    String answer = ask(target);
    assertThat(answer).startsWith("HTTP/1.1 302");
    assertThat(answer).contains("\r\nLocation: " + location + "\r\n");
  }
}
