package io.slipway.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slipway.Slipway;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Serial;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlet for files, in a webapp with a filter: there no file is sent without it. */
class DefaultServletTest {
  private static final String DATE = "Fri, 31 Jan 2020 10:20:30 GMT";
  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
        <error-page><error-code>410</error-code><location>/ten.txt</location></error-page>
      </web-app>
      """;

  @TempDir Path root;
  private Slipway container;
  private String etag;

  @BeforeEach
  void start() throws Exception {
    file("ten.txt", "0123456789");
    file("empty.txt", "");
    file("page.JSP", "<% secret %>");
    file("dir/a<b>&'.txt", "x");
    file("WEB-INF/web.xml", WEB_XML);
    serve(FileOptions.DEFAULT);
    etag = ask("GET /ten.txt").field("ETag");
  }

  private void serve(FileOptions options) {
    stop();
    container =
        Slipway.builder()
            .port(0)
            .staticFiles(options)
            .webapp(
                "/",
                app ->
                    app.folder(root)
                        .filter(
                            "pass",
                            (request, response, chain) -> chain.doFilter(request, response),
                            "/*")
                        .servlet(
                            "include", servlet((q, s) -> dispatcher(q).include(q, s)), "/include")
                        .servlet(
                            "forward", servlet((q, s) -> dispatcher(q).forward(q, s)), "/forward")
                        .servlet("missing", servlet(DefaultServletTest::missing), "/missing")
                        .servlet("written", servlet(DefaultServletTest::written), "/written")
                        .servlet("gone", servlet((q, s) -> s.sendError(410)), "/gone"))
            .start();
  }

  @FunctionalInterface
  private interface Service {
    void run(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  private static HttpServlet servlet(Service service) {
    return new HttpServlet() {
      @Serial private static final long serialVersionUID = 1L;

      @Override
      protected void service(HttpServletRequest request, HttpServletResponse response)
          throws IOException, ServletException {
        try {
          service.run(request, response);
        } catch (FileNotFoundException thrown) {
          response.getWriter().print("there is no " + thrown.getMessage());
        }
      }
    };
  }

  /** As a page of an application's own that says what is not there. */
  private static void missing(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    response.setStatus(404);
    dispatcher(request).forward(request, response);
  }

  private static void written(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    response.getWriter();
    dispatcher(request).forward(request, response);
  }

  private static RequestDispatcher dispatcher(HttpServletRequest request) {
    return request.getRequestDispatcher(request.getQueryString());
  }

  private Answer ask(String line, String... fields) throws IOException {
    return Wire.ask(container.port(), line, fields);
  }

  private void file(String name, String content) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-31T10:20:30.789Z")));
  }

  @AfterEach
  void stop() {
    if (container != null) {
      container.close();
    }
  }

  /** Each such request was a fault with a stack trace. */
  @Test
  void whatIsInAFolderThatMayNotBeReadIsForbidden() throws Exception {
    file("closed/a.txt", "x");
    Path closed = root.resolve("closed");
    Files.setPosixFilePermissions(closed, Set.of());
    assumeFalse(Files.isReadable(closed), "a superuser reads all");
    try {
      assertThat(ask("GET /closed/a.txt").status()).isEqualTo(403);
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aFileIsServedWithItsValidators() throws Exception {
    Answer answer = ask("GET /ten.txt");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.field("Content-Type")).isEqualTo("text/plain;charset=utf-8");
    assertThat(answer.field("Content-Length")).isEqualTo("10");
    assertThat(answer.field("Last-Modified")).isEqualTo(DATE);
    assertThat(answer.field("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.field("ETag")).matches("\"[0-9a-f]+-[0-9a-f]+\"");
    assertThat(answer.field("Vary")).as("of one form").isNull();
  }

  @Test
  void headAnswersWithTheLengthOfGet() throws Exception {
    Answer answer = ask("HEAD /ten.txt", "Range: bytes=0-1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.field("Content-Length")).isEqualTo("10");
    assertThat(answer.field("Content-Range")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "POST /ten.txt, 405",
    "PUT /ten.txt, 405",
    "DELETE /ten.txt, 405",
    "TRACE /ten.txt, 405",
    "BREW /ten.txt, 501",
    "PROPFIND /none, 501",
    "OPTIONS /ten.txt, 200",
    "PUT /none, 405",
    "DELETE /none, 405",
    "PATCH /none, 405",
    "POST /none, 404"
  })
  void otherMethods(String line, int status) throws Exception {
    Answer answer = ask(line, "Content-Length: 0");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.field("Allow"))
        .isEqualTo(status == 404 || status == 501 ? null : "GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @CsvSource({
    "/none, 404",
    "/ten.txt/, 404",
    "/ten.txt/x, 404",
    "/ten.txt/x/y, 404",
    "/TEN.TXT, 404",
    "/page.JSP, 404",
    "/dir/, 404",
    "/WEB-INF/web.xml, 404",
    "/web-inf/web.xml, 404",
    "/WEB-INF%2fweb.xml, 400",
    "/%57EB-INF/web.xml, 404",
    "/./WEB-INF/web.xml, 404",
    "/dir/../WEB-INF/web.xml, 404",
    "/WEB-INF./web.xml, 404",
    "/WEB-INF%20/web.xml, 404",
    "/WEB-INF;x/web.xml, 404",
    "/WEB-IN~1/web.xml, 404",
    "//WEB-INF/web.xml, 404",
    "/%5cWEB-INF%5cweb.xml, 400",
    "/ten.txt%00, 400",
    "/ten.txt%00.html, 400",
    "/ten.txt., 404",
    "/ten.txt%20, 404",
    "/ten.txt::$DATA, 404",
    "/../ten.txt, 400",
    "/dir/.., 404",
    "/dir//, 404",
    "/a/../, 404"
  })
  void thereIsNoSuchFile(String path, int status) throws Exception {
    assertThat(ask("GET " + path).status()).isEqualTo(status);
  }

  @Test
  void aPathThatIsLongerThanFileSystemsHaveThemIsNotThere() throws Exception {
    assertThat(ask("GET /" + "n".repeat(300)).status()).isEqualTo(404);
    assertThat(ask("GET /" + "n".repeat(300) + "/x").status()).isEqualTo(404);
    assertThat(ask("GET /" + "names/".repeat(1000)).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          If-Match: *                                   | 200
          If-Match: ETAG                                | 200
          If-Match: "x", ETAG                           | 200
          If-Match: "x"                                 | 412
          If-Match: W/ETAG                              | 412
          If-Match: ETAG; If-Unmodified-Since: EARLIER  | 200
          If-Match: "x"; If-None-Match: ETAG            | 412
          If-Unmodified-Since: SAME                     | 200
          If-Unmodified-Since: LATER                    | 200
          If-Unmodified-Since: EARLIER                  | 412
          If-Unmodified-Since: yesterday                | 200
          If-None-Match: *                              | 304
          If-None-Match: ETAG                           | 304
          If-None-Match: W/ETAG                         | 304
          If-None-Match: "a,b", W/"c" , ETAG            | 304
          If-None-Match: "x"                            | 200
          If-None-Match: junk, ETAG                     | 304
          If-None-Match: "x"; If-Modified-Since: LATER  | 200
          If-None-Match: ETAG; If-Modified-Since: EARLIER | 304
          If-Modified-Since: SAME                       | 304
          If-Modified-Since: LATER                      | 304
          If-Modified-Since: EARLIER                    | 200
          If-Modified-Since: junk                       | 200
          If-Modified-Since: Friday, 31-Jan-20 10:20:30 GMT | 304
          If-Modified-Since: Fri Jan 31 10:20:30 2020   | 304
          If-None-Match: ETAG; Range: bytes=0-1         | 304
          """)
  void preconditions(String fields, int status) throws Exception {
    Answer answer = ask("GET /ten.txt", fill(fields));
    assertThat(answer.status()).isEqualTo(status);
    if (status == 304) {
      // weak for who asks with the tag of a coded form
      assertThat(answer.field("ETag")).isEqualTo(fields.contains("W/ETAG") ? "W/" + etag : etag);
      assertThat(answer.field("Last-Modified")).isEqualTo(DATE);
    }
  }

  private String[] fill(String fields) {
    return fields
        .replace("ETAG", etag)
        .replace("SAME", DATE)
        .replace("EARLIER", "Fri, 31 Jan 2020 10:20:29 GMT")
        .replace("LATER", "Fri, 31 Jan 2020 10:20:31 GMT")
        .split("; ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          bytes=0-0              | 206 | bytes 0-0/10 | 0
          bytes=2-4              | 206 | bytes 2-4/10 | 234
          Bytes=7-               | 206 | bytes 7-9/10 | 789
          bytes=-3               | 206 | bytes 7-9/10 | 789
          bytes=-99              | 206 | bytes 0-9/10 | 0123456789
          bytes=5-99             | 206 | bytes 5-9/10 | 56789
          bytes=9-99999999999999999999 | 206 | bytes 9-9/10 | 9
          bytes=9-9999999999999999999 | 206 | bytes 9-9/10 | 9
          bytes=,1-2, ,          | 206 | bytes 1-2/10 | 12
          bytes=20-30, 1-1       | 206 | bytes 1-1/10 | 1
          bytes=10-              | 416 | bytes */10   | -
          bytes=99999999999999999999- | 416 | bytes */10 | -
          bytes=-0               | 416 | bytes */10   | -
          bytes=0-9,0-9,0-9      | 416 | bytes */10   | -
          bytes=0-4,8-9,4-8      | 416 | bytes */10   | -
          bytes=4-2              | 200 | -            | 0123456789
          bytes=a-b              | 200 | -            | 0123456789
          bytes=-                | 200 | -            | 0123456789
          bytes=1-2-3            | 200 | -            | 0123456789
          bytes=+1-2             | 200 | -            | 0123456789
          bytes=                 | 200 | -            | 0123456789
          lines=1-2              | 200 | -            | 0123456789
          """)
  void ranges(String range, int status, String contentRange, String body) throws Exception {
    Answer answer = ask("GET /ten.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.field("Content-Range")).isEqualTo(contentRange);
    if (body != null) {
      assertThat(answer.text()).isEqualTo(body);
    }
  }

  @Test
  void severalRangesAreParts() throws Exception {
    Answer answer = ask("GET /ten.txt", "Range: bytes=8-,0-1");
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.complete()).isTrue();
    assertThat(answer.field("Content-Range")).as("of the whole").isNull();
    String type = answer.field("Content-Type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String mark = "\r\n--" + type.substring(type.indexOf('=') + 1);
    String head = "\r\nContent-Type: text/plain;charset=utf-8\r\nContent-Range: bytes ";
    assertThat(answer.text())
        .isEqualTo(
            mark + head + "8-9/10\r\n\r\n89" + mark + head + "0-1/10\r\n\r\n01" + mark + "--\r\n");
  }

  @Test
  void partsMayMeetOnceAndBe32() throws Exception {
    Answer answer = ask("GET /ten.txt", "Range: bytes=0-4,4-6");
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).contains("\r\n01234\r\n", "\r\n456\r\n");
    assertThat(ask("GET /ten.txt", "Range: bytes=0-0" + ",10-".repeat(31)).text()).isEqualTo("0");
    assertThat(ask("GET /ten.txt", "Range: bytes=0-0" + ",10-".repeat(32)).status()).isEqualTo(416);
  }

  @Test
  void aFloodOfRangesIsRefused() throws Exception {
    StringBuilder range = new StringBuilder("Range: bytes=0-0");
    for (int i = 0; i < 1000; i++) {
      range.append(",").append(i % 10).append("-");
    }
    assertThat(ask("GET /ten.txt", range.toString()).status()).isEqualTo(416);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ETAG     | 206
          W/ETAG   | 200
          "x"      | 200
          SAME     | 206
          EARLIER  | 200
          LATER    | 200
          junk     | 200
          """)
  void ifRange(String validator, int status) throws Exception {
    Answer answer = ask("GET /ten.txt", fill("If-Range: " + validator + "; Range: bytes=1-2"));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).isEqualTo(status == 206 ? "12" : "0123456789");
  }

  @Test
  void anEmptyFileHasNoRanges() throws Exception {
    assertThat(ask("GET /empty.txt").field("Content-Length")).isEqualTo("0");
    assertThat(ask("GET /empty.txt", "Range: bytes=-5").status()).isEqualTo(200);
    assertThat(ask("GET /empty.txt", "Range: bytes=0-").field("Content-Range"))
        .isEqualTo("bytes */0");
  }

  @ParameterizedTest
  @CsvSource({"/dir, /dir/", "/dir?a=b, /dir/?a=b", "/d%69r, /d%69r/"})
  void aFolderIsRedirectedToItsSlash(String path, String location) throws Exception {
    Answer answer = ask("GET " + path);
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.field("Location")).isEqualTo("http://localhost" + location);
  }

  @Test
  void aListingIsEscaped() throws Exception {
    serve(FileOptions.DEFAULT.withListings(true));
    String page = ask("GET /dir/").text();
    assertThat(page)
        .contains("a&lt;b&gt;&amp;&#39;.txt")
        .doesNotContain("<b>")
        .contains("href=\"./a%3Cb%3E");
    assertThat(ask("GET /").text()).contains("ten.txt").doesNotContain("WEB-INF");
  }

  @Test
  void anIncludeAddsTheBodyOnly() throws Exception {
    Answer answer =
        ask("POST /include?/ten.txt", "Content-Length: 0", "If-None-Match: *", "Range: bytes=0-1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.field("ETag")).isNull();
  }

  @Test
  void anIncludeOfNothingThrows() throws Exception {
    assertThat(ask("GET /include?/none").text()).isEqualTo("there is no /none");
  }

  @Test
  void anErrorPageAnswersAnyMethodAndIgnoresConditions() throws Exception {
    Answer answer = ask("DELETE /gone", "If-None-Match: *", "Range: bytes=0-1");
    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.text()).isEqualTo("0123456789");
  }

  @Test
  void aForwardMayReachWebInf() throws Exception {
    assertThat(ask("GET /forward?/WEB-INF/web.xml").text()).isEqualTo(WEB_XML);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /forward?/ten.txt  | If-Modified-Since: LATER | 304 | ''
          GET /forward?/ten.txt  | Range: bytes=1-2         | 206 | 12
          GET /missing?/ten.txt  | If-Modified-Since: LATER | 404 | 0123456789
          GET /missing?/ten.txt  | If-None-Match: *         | 404 | 0123456789
          GET /missing?/ten.txt  | If-Match: "x"            | 404 | 0123456789
          GET /missing?/ten.txt  | Range: bytes=1-2         | 404 | 0123456789
          GET /missing?/ten.txt  | Range: bytes=10-         | 404 | 0123456789
          HEAD /missing?/ten.txt | If-Modified-Since: LATER | 404 | ''
          PUT /forward?/ten.txt  | If-Match: "x"            | 200 | 0123456789
          PUT /forward?/ten.txt  | If-Unmodified-Since: EARLIER | 200 | 0123456789
          POST /forward?/ten.txt | If-None-Match: *         | 200 | 0123456789
          POST /forward?/ten.txt | If-Modified-Since: LATER | 200 | 0123456789
          """)
  void conditionsOfTheRequestAreAboutAFileOnlyWhereItIsWhatWasAskedFor(
      String line, String fields, int status, String body) throws Exception {
    Answer answer = ask(line, fill(fields + "; Content-Length: 0"));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).isEqualTo(body);
    assertThat(answer.field("Content-Range") != null).isEqualTo(status == 206);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=1-2", "bytes=1-2,4-5"})
  void ofWhatIsWrittenAsTextThereAreNoRanges(String range) throws Exception {
    Answer answer = ask("GET /written?/ten.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.field("Content-Range")).isNull();
    assertThat(answer.text()).isEqualTo("0123456789");
  }

  @Test
  void aFileThatChangesWhileItIsSentEndsTheResponse() throws Exception {
    Path big = root.resolve("big.bin");
    try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(64L << 20);
    }
    try (Socket socket = Wire.connect(container.port())) {
      Wire.send(socket, "GET /big.bin HTTP/1.1\r\nHost: a\r\n\r\n");
      Wire.line(socket.getInputStream());
      // The server has begun and waits for us to read on.
      try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
        file.setLength(10);
      }
      long total = 0;
      byte[] buffer = new byte[1 << 16];
      try {
        for (int read = socket.getInputStream().read(buffer);
            read > 0;
            read = socket.getInputStream().read(buffer)) {
          total += read;
        }
      } catch (SocketException e) {
        // Reset is as clear an end as any.
      }
      assertThat(total).isLessThan(64L << 20);
    }
  }

  @Test
  void aLinkOutOfTheFolderIsNoFileUnlessAllowed(@TempDir Path outside) throws Exception {
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(root.resolve("out.txt"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("outdir"), outside);
    Files.createSymbolicLink(root.resolve("in.txt"), root.resolve("ten.txt"));
    Files.createSymbolicLink(root.resolve("inf"), root.resolve("WEB-INF"));
    assertThat(ask("GET /out.txt").status()).isEqualTo(404);
    assertThat(ask("GET /outdir/secret.txt").status()).isEqualTo(404);
    assertThat(ask("GET /inf/web.xml").status()).isEqualTo(404);
    assertThat(ask("GET /in.txt").text()).isEqualTo("0123456789");
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    assertThat(ask("GET /loop").status()).isEqualTo(404);
    serve(FileOptions.DEFAULT.withFollowLinks(true));
    assertThat(ask("GET /out.txt").text()).isEqualTo("secret");
  }

  @Test
  void aChangedFileIsSeenAtOnce() throws Exception {
    Files.writeString(root.resolve("ten.txt"), "changed");
    Answer answer = ask("GET /ten.txt", "If-None-Match: " + etag);
    assertThat(answer.text()).isEqualTo("changed");
    Files.delete(root.resolve("ten.txt"));
    assertThat(ask("GET /ten.txt").status()).isEqualTo(404);
  }
}
