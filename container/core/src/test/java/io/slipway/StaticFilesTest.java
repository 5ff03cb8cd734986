package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.http.TaskClass;
import io.slipway.http.ThreadStrategy;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.resource.FileOptions;
import io.slipway.spi.UpgradeFilter;
import io.slipway.threads.ThreadStrategies;
import io.slipway.wire.ConnectionLimits;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Static files through the whole container: from memory on the IO thread, and by the servlet. */
class StaticFilesTest {
  private static final String DATE = "Fri, 31 Jan 2020 10:20:30 GMT";
  private static final String SCRIPT = "function f(x) { return x; }\n".repeat(400);
  private static final Filter PASS =
      (request, response, chain) -> chain.doFilter(request, response);

  @TempDir Path root;
  private final Counting threads = new Counting(ThreadStrategies.best());
  private Slipway container;

  /** Counts the requests that became servlets'. */
  private static final class Counting implements ThreadStrategy {
    private final ThreadStrategy threads;
    private final AtomicInteger requests = new AtomicInteger();

    Counting(ThreadStrategy threads) {
      this.threads = threads;
    }

    @Override
    public String describe() {
      return threads.describe();
    }

    @Override
    public void execute(HttpServerExchange exchange, TaskClass kind, Runnable task) {
      requests.incrementAndGet();
      threads.execute(exchange, kind, task);
    }

    @Override
    public void resume(HttpServerExchange exchange, TaskClass kind, Runnable task) {
      threads.resume(exchange, kind, task);
    }

    @Override
    public void close() {
      threads.close();
    }
  }

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

  private void file(String name, String content) throws IOException {
    write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-31T10:20:30Z")));
  }

  private void start(FileOptions options, java.util.function.Consumer<WebappBuilder> more) {
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

  private void start() {
    start(FileOptions.DEFAULT, app -> {});
  }

  @AfterEach
  void stop() {
    if (container != null) {
      container.close();
    }
  }

  private Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", container.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static byte[] request(String line, String... fields) {
    StringBuilder request =
        new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (String field : fields) {
      if (!field.isEmpty()) {
        request.append(field).append("\r\n");
      }
    }
    return request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private Answer ask(String line, String... fields) throws IOException {
    try (Socket socket = open()) {
      socket.getOutputStream().write(request(line, fields));
      return Wire.read(socket.getInputStream(), line.startsWith("HEAD"));
    }
  }

  /** Asks twice, since the first request of a file is the servlet's; the second must not be. */
  private Answer known(String line, String... fields) throws IOException {
    ask(line, fields);
    int before = threads.requests.get();
    Answer answer = ask(line, fields);
    assertThat(threads.requests.get()).as("requests that became servlets'").isEqualTo(before);
    return answer;
  }

  private boolean isServlets(String line, String... fields) throws IOException {
    ask(line, fields);
    int before = threads.requests.get();
    ask(line, fields);
    return threads.requests.get() > before;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /small.txt   |                                          | 200
          GET /            |                                          | 200
          HEAD /small.txt  |                                          | 200
          GET /small.txt   | If-Modified-Since: DATE                  | 304
          GET /small.txt   | If-None-Match: *                         | 304
          GET /small.txt   | Range: bytes=1-3                         | 206
          GET /app.js      | Accept-Encoding: gzip                    | 200
          HEAD /app.js     | Accept-Encoding: gzip                    | 200
          GET /app.js      | Accept-Encoding: gzip;q=0                | 200
          GET /noise.bin   |                                          | 200
          GET /noise.bin   | Range: bytes=1000-299000                 | 206
          GET /small%2Etxt | Cookie: a=b                              | 200
          """)
  void aKnownFileNeedsNoServlet(String line, String field, int status) throws IOException {
    start();
    assertThat(known(line, field == null ? "" : field.replace("DATE", DATE)).status())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /small.txt      |                                         | 200
          HEAD /small.txt     |                                         | 200
          POST /small.txt     | Content-Length: 0                       | 405
          OPTIONS /small.txt  |                                         | 200
          GET /none           |                                         | 404
          GET /               |                                         | 200
          GET /WEB-INF/secret.txt |                                     | 404
          GET /app.js         | Accept-Encoding: gzip                   | 200
          HEAD /app.js        | Accept-Encoding: gzip                   | 200
          GET /app.js         | Accept-Encoding: br                     | 200
          GET /app.js         | Accept-Encoding: gzip; Range: bytes=0-9 | 206
          HEAD /app.js        | Range: bytes=0-9                        | 200
          GET /app.js         | Accept-Encoding: gzip; Cache-Control: no-transform | 200
          GET /app.js         | Accept-Encoding: identity;q=0           | 406
          GET /app.js         | Accept-Encoding: identity;q=0, gzip     | 200
          GET /small.txt      | If-Modified-Since: DATE                 | 304
          GET /app.js         | If-Modified-Since: DATE; Accept-Encoding: gzip | 304
          GET /app.js         | If-None-Match: TAG; Accept-Encoding: gzip | 200
          GET /app.js         | If-None-Match: GZIP; Accept-Encoding: gzip | 304
          GET /app.js         | If-None-Match: W/GZIP; Accept-Encoding: gzip | 304
          GET /app.js         | If-None-Match: GZIP                     | 200
          GET /app.js         | If-None-Match: TAG                      | 304
          GET /app.js         | If-Match: TAG; Accept-Encoding: gzip    | 200
          GET /app.js         | If-Match: GZIP; Accept-Encoding: gzip   | 200
          GET /app.js         | If-Match: W/GZIP                        | 412
          GET /app.js         | If-Match: "other"                       | 412
          GET /app.js         | If-Unmodified-Since: Thu, 30 Jan 2020 10:20:30 GMT | 412
          GET /app.js         | Range: bytes=1-2; If-Range: TAG         | 206
          GET /app.js         | Range: bytes=1-2; If-Range: GZIP        | 200
          GET /app.js         | Range: bytes=1-2; If-Range: DATE        | 206
          GET /app.js         | Range: bytes=1-2; If-Range: junk        | 200
          GET /app.js         | Range: bytes=99999999-                  | 416
          GET /noise.bin      | Accept-Encoding: gzip                   | 200
          GET /noise.bin      | Range: bytes=-5                         | 206
          GET /noise.bin      | Range: bytes=100000-299998              | 206
          GET /noise.bin      | Range: bytes=0-0,-1                     | 206
          """)
  void bothRoadsAnswerAlike(String line, String fieldList, int status) throws IOException {
    start();
    String tag = ask("GET /app.js").field("ETag");
    String[] fields =
        fieldList == null
            ? new String[0]
            : fieldList
                .replace("TAG", tag)
                .replace("GZIP", tag.substring(0, tag.length() - 1) + "-gzip\"")
                .replace("DATE", DATE)
                .split("; ");
    ask(line, fields);
    Answer direct = ask(line, fields);
    Answer filtered = ask(line.replace(" /", " /filtered/"), fields);
    assertThat(direct.status()).isEqualTo(status);
    assertThat(filtered.status()).isEqualTo(status);
    assertThat(described(direct)).isEqualTo(described(filtered));
    if (status < 400 && !answerHasParts(direct)) {
      assertThat(direct.body()).isEqualTo(filtered.body());
    }
    if (status == 304) {
      assertThat(direct.fields())
          .containsKeys("ETag", "Last-Modified", "Vary")
          .doesNotContainKeys("Content-Type", "Content-Encoding", "Content-Length");
    }
    if (line.contains("app.js") && status < 400) {
      assertThat(direct.field("Vary")).isEqualTo("Accept-Encoding");
    }
  }

  /** Their boundary is another each time. */
  private static boolean answerHasParts(Answer answer) {
    return String.valueOf(answer.field("Content-Type")).startsWith("multipart");
  }

  private static Map<String, List<String>> described(Answer answer) {
    Map<String, List<String>> fields = new TreeMap<>(answer.fields());
    fields.remove("Date");
    if (answerHasParts(answer)) {
      fields.remove("Content-Type");
    }
    return fields;
  }

  @ParameterizedTest
  @CsvSource({"0, 65000", "100000, 100010", "70000, 299999", "0, 299999", "234465, 299999"})
  void aRangeIsThatOfTheFile(int first, int last) throws IOException {
    start();
    byte[] expected =
        java.util.Arrays.copyOfRange(
            Files.readAllBytes(root.resolve("noise.bin")), first, last + 1);
    String range = "Range: bytes=" + first + "-" + last;
    assertThat(known("GET /noise.bin", range).body()).isEqualTo(expected);
    assertThat(ask("GET /filtered/noise.bin", range).body()).isEqualTo(expected);
  }

  @Test
  void theCodedFormHasATagOfItsOwn() throws IOException {
    start();
    Answer plain = known("GET /app.js");
    Answer coded = known("GET /app.js", "Accept-Encoding: gzip");
    assertThat(coded.field("Content-Encoding")).isEqualTo("gzip");
    assertThat(coded.unzipped()).isEqualTo(SCRIPT);
    assertThat(coded.field("ETag")).isNotEqualTo(plain.field("ETag")).doesNotStartWith("W/");
    assertThat(coded.field("Content-Length")).isEqualTo(Integer.toString(coded.body().length));
    assertThat(known("HEAD /app.js", "Accept-Encoding: gzip").field("Content-Length"))
        .isEqualTo(coded.field("Content-Length"));
  }

  @Test
  void whoeverStandsInFrontIsAsked() throws IOException {
    AtomicInteger heard = new AtomicInteger();
    start(
        FileOptions.DEFAULT,
        app ->
            app.listener(
                new ServletRequestListener() {
                  @Override
                  public void requestInitialized(ServletRequestEvent event) {
                    heard.incrementAndGet();
                  }
                }));
    assertThat(isServlets("GET /small.txt")).isTrue();
    assertThat(heard).hasValue(2);
    assertThat(isServlets("GET /filtered/small.txt")).isTrue();
  }

  @Test
  void aFilterOfSomePathsConcernsThoseAlone() throws IOException {
    start(FileOptions.DEFAULT, app -> app.filter("scripts", PASS, "*.js"));
    assertThat(isServlets("GET /app.js")).isTrue();
    assertThat(isServlets("GET /small.txt")).isFalse();
  }

  @Test
  void aFilterOfUpgradesConcernsThoseAlone() throws IOException {
    UpgradeFilter teapot =
        (request, response, chain) -> {
          if (((HttpServletRequest) request).getHeader("Upgrade") == null) {
            chain.doFilter(request, response);
          } else {
            ((HttpServletResponse) response).sendError(418);
          }
        };
    start(
        FileOptions.DEFAULT,
        app -> app.filter("scripts", PASS, "*.js").filter("teapot", teapot, "/*"));
    assertThat(known("GET /small.txt").text()).isEqualTo("0123456789");
    for (String field : List.of("Upgrade: tea", "upgrade: TEA", "Upgrade:")) {
      assertThat(ask("GET /small.txt", field).status()).isEqualTo(418);
      assertThat(ask("HEAD /small.txt", field).status()).isEqualTo(418);
    }
    assertThat(isServlets("GET /app.js")).as("behind another one").isTrue();
    assertThat(ask("GET /app.js").text()).isEqualTo(SCRIPT);
  }

  @Test
  void constraintsHold() throws IOException {
    file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <security-constraint>
            <web-resource-collection>
              <web-resource-name>closed</web-resource-name>
              <url-pattern>/closed/*</url-pattern>
            </web-resource-collection>
            <auth-constraint/>
          </security-constraint>
        </web-app>
        """);
    file("closed/a.txt", "closed");
    start(
        FileOptions.DEFAULT,
        app ->
            app.servlet(
                "open",
                new HttpServlet() {
                  @Override
                  protected void doGet(HttpServletRequest request, HttpServletResponse response)
                      throws jakarta.servlet.ServletException, IOException {
                    request.getRequestDispatcher("/closed/a.txt").forward(request, response);
                  }
                },
                "/open"));
    assertThat(ask("GET /open").text()).isEqualTo("closed");
    assertThat(ask("GET /closed/a.txt").status()).isEqualTo(403);
    assertThat(known("GET /small.txt").status()).isEqualTo(200);
  }

  @Test
  void whatIsOnlyForwardedToIsNotOpen() throws IOException {
    start(
        FileOptions.DEFAULT,
        app ->
            app.servlet(
                "open",
                new HttpServlet() {
                  @Override
                  protected void doGet(HttpServletRequest request, HttpServletResponse response)
                      throws jakarta.servlet.ServletException, IOException {
                    request.getRequestDispatcher("/WEB-INF/secret.txt").forward(request, response);
                  }
                },
                "/open"));
    assertThat(ask("GET /open").text()).isEqualTo("secret");
    assertThat(ask("GET /WEB-INF/secret.txt").status()).isEqualTo(404);
  }

  @Test
  void aFilterThatChangesTheContentSeesIt() throws IOException {
    start(
        FileOptions.DEFAULT,
        app ->
            app.filter(
                "shout",
                (request, response, chain) -> {
                  ByteArrayOutputStream seen = new ByteArrayOutputStream();
                  chain.doFilter(request, new Collecting((HttpServletResponse) response, seen));
                  String text = seen.toString(StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
                  response.setContentLength(text.length());
                  response.getOutputStream().print(text);
                },
                "/*"));
    ask("GET /filtered/app.js", "Accept-Encoding: gzip");
    Answer answer = ask("GET /app.js", "Accept-Encoding: gzip");
    assertThat(answer.unzipped()).isEqualTo(SCRIPT.toUpperCase(Locale.ROOT));
  }

  private static final class Collecting extends jakarta.servlet.http.HttpServletResponseWrapper {
    private final ByteArrayOutputStream seen;

    Collecting(HttpServletResponse response, ByteArrayOutputStream seen) {
      super(response);
      this.seen = seen;
    }

    @Override
    public jakarta.servlet.ServletOutputStream getOutputStream() {
      return new jakarta.servlet.ServletOutputStream() {
        @Override
        public void write(int b) {
          seen.write(b);
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(jakarta.servlet.WriteListener listener) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }

  @Test
  void aChangeIsSeenWhenItIsLookedFor() throws IOException {
    start(FileOptions.DEFAULT.withRevalidate(Duration.ZERO), app -> {});
    assertThat(known("GET /small.txt").text()).isEqualTo("0123456789");
    Files.writeString(root.resolve("small.txt"), "changed");
    assertThat(ask("GET /small.txt").text()).isEqualTo("changed");
    Files.delete(root.resolve("small.txt"));
    assertThat(ask("GET /small.txt").status()).isEqualTo(404);
    file("small.txt", "0123456789");
    assertThat(ask("GET /small.txt").text()).isEqualTo("0123456789");
  }

  @Test
  void aFileBesideIsSentUnlessItIsOlder() throws IOException {
    start(FileOptions.DEFAULT.withRevalidate(Duration.ZERO), app -> {});
    assertThat(known("GET /app.js", "Accept-Encoding: br").field("Content-Encoding")).isNull();
    file("app.js.br", "as brotli");
    Answer coded = known("GET /app.js", "Accept-Encoding: gzip, br");
    assertThat(coded.field("Content-Encoding")).isEqualTo("br");
    assertThat(coded.field("Content-Type")).isEqualTo("text/javascript;charset=utf-8");
    assertThat(coded.field("Vary")).isEqualTo("Accept-Encoding");
    assertThat(coded.text()).isEqualTo("as brotli");
    assertThat(coded.field("ETag")).endsWith("-br\"");
    assertThat(known("GET /app.js", "Accept-Encoding: br;q=0.5, gzip").unzipped())
        .isEqualTo(SCRIPT);
    assertThat(known("GET /app.js").text()).isEqualTo(SCRIPT);
    Files.setLastModifiedTime(
        root.resolve("app.js.br"), FileTime.from(Instant.parse("2020-01-31T10:20:29Z")));
    assertThat(ask("GET /app.js", "Accept-Encoding: br").text()).isEqualTo(SCRIPT);
  }

  @Test
  void whatIsTooLargeForMemoryComesFromDisk() throws IOException {
    byte[] zipped = new byte[100_000];
    new Random(2).nextBytes(zipped);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(zipped);
    }
    write("large.js", zipped);
    write("large.js.gz", gzip.toByteArray());
    start(FileOptions.DEFAULT.withMaxCachedFile(1_000), app -> {});
    assertThat(known("GET /noise.bin").body())
        .isEqualTo(Files.readAllBytes(root.resolve("noise.bin")));
    Answer coded = known("GET /large.js", "Accept-Encoding: gzip");
    assertThat(coded.body()).isEqualTo(gzip.toByteArray());
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(coded.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(zipped);
    }
    assertThat(known("GET /large.js", "Range: bytes=99990-").body()).hasSize(10);
  }

  @Test
  void nothingIsKeptWithoutMemory() throws IOException {
    start(FileOptions.DEFAULT.withCacheSize(0), app -> {});
    assertThat(isServlets("GET /small.txt")).isTrue();
    assertThat(ask("GET /app.js", "Accept-Encoding: gzip").unzipped()).isEqualTo(SCRIPT);
  }

  @Test
  void aBodyUnderWayOutlivesItsPlaceInMemory() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] content = new byte[200_000];
      new Random(i).nextBytes(content);
      contents.add(content);
      write("n" + i + ".bin", content);
    }
    start(FileOptions.DEFAULT.withCacheSize(600_000), app -> {});
    known("GET /n0.bin");
    try (Socket slow = open()) {
      for (int i = 0; i < 40; i++) {
        slow.getOutputStream()
            .write("GET /n0.bin HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      // 8 MB are more than the socket takes: the server waits for us while others come and go.
      for (int i = 1; i < 20; i++) {
        assertThat(ask("GET /n" + i + ".bin").body()).isEqualTo(contents.get(i));
      }
      System.gc();
      for (int i = 0; i < 40; i++) {
        Answer answer = Wire.read(slow.getInputStream(), false);
        assertThat(answer.complete()).isTrue();
        assertThat(answer.body()).isEqualTo(contents.get(0));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/big.bin", "/filtered/big.bin"})
  void aFileThatShrinksUnderItsDownloadBreaksTheConnection(String path) throws IOException {
    long length = 64L << 20;
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("big.bin").toFile(), "rw")) {
      file.setLength(length);
    }
    Files.setLastModifiedTime(
        root.resolve("big.bin"), FileTime.from(Instant.parse("2020-01-31T10:20:30Z")));
    start();
    ask("HEAD " + path);
    try (Socket socket = open()) {
      socket.getOutputStream().write(request("GET " + path));
      assertThat(Wire.line(socket.getInputStream())).contains("200");
      try (RandomAccessFile file = new RandomAccessFile(root.resolve("big.bin").toFile(), "rw")) {
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
      } catch (java.net.SocketException reset) {
        // as clear an end as any
      }
      assertThat(total).isLessThan(length);
    }
  }

  @Test
  void aSessionIsInUseWhileItsFilesAreAskedFor() throws IOException {
    start(
        FileOptions.DEFAULT,
        app ->
            app.servlet(
                "accessed",
                new HttpServlet() {
                  @Override
                  protected void doGet(HttpServletRequest request, HttpServletResponse response)
                      throws IOException {
                    response
                        .getWriter()
                        .print(
                            request.getSession().isNew()
                                + " "
                                + (request.getSession().getLastAccessedTime()
                                    > request.getSession().getCreationTime()));
                  }
                },
                "/accessed"));
    String cookie = ask("GET /accessed").field("Set-Cookie");
    String sent = "Cookie: a=b; " + cookie.substring(0, cookie.indexOf(';'));
    long begin = System.currentTimeMillis();
    while (System.currentTimeMillis() - begin < 5) {
      Thread.onSpinWait();
    }
    known("GET /small.txt", sent);
    assertThat(ask("GET /accessed", sent).text()).isEqualTo("false true");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    start();
    known("GET /small.txt");
    known("GET /app.js", "Accept-Encoding: gzip");
    try (Socket socket = open()) {
      String one = "GET /small.txt HTTP/1.1\r\nHost: a\r\n\r\n";
      String two = "GET /app.js HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";
      String three = "HEAD /small.txt HTTP/1.1\r\nHost: a\r\n\r\n";
      socket
          .getOutputStream()
          .write((one + two + three + one).repeat(3).getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      for (int i = 0; i < 3; i++) {
        assertThat(Wire.read(in, false).text()).isEqualTo("0123456789");
        assertThat(Wire.read(in, false).unzipped()).isEqualTo(SCRIPT);
        assertThat(Wire.read(in, true).field("Content-Length")).isEqualTo("10");
        assertThat(Wire.read(in, false).text()).isEqualTo("0123456789");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /WEB-INF                        | 404
          /WEB-INF/                       | 404
          /WEB-INF/secret.txt             | 404
          /web-inf/secret.txt             | 404
          /Web-Inf/secret.txt             | 404
          /META-INF/MANIFEST.MF           | 404
          /%57EB-INF/secret.txt           | 404
          /WEB%2DINF/secret.txt           | 404
          /./WEB-INF/secret.txt           | 404
          //WEB-INF/secret.txt            | 404
          /x/../WEB-INF/secret.txt        | 404
          /WEB-INF;x=y/secret.txt         | 404
          /WEB-INF./secret.txt            | 404
          /WEB-INF%20/secret.txt          | 404
          /WEB-IN~1/secret.txt            | 404
          /WEB-INF::$INDEX_ALLOCATION/secret.txt | 404
          /small.txt::$DATA               | 404
          /small.txt.                     | 404
          /small.txt/                     | 404
          /small.txt%20                   | 404
          /SMALL.TXT                      | 404
          /SMALL~1.TXT                    | 404
          /WEB-INF%2Fsecret.txt           | 400
          /WEB-INF%5Csecret.txt           | 400
          /WEB-INF\\secret.txt             | 400
          /small.txt%00                   | 400
          /WEB-INF%00/secret.txt          | 400
          /small.txt%00.html              | 400
          /%2e/WEB-INF/secret.txt         | 400
          /x/%2e%2e/WEB-INF/secret.txt    | 400
          /..;/WEB-INF/secret.txt         | 400
          /../small.txt                   | 400
          /%c0%afWEB-INF/secret.txt       | 400
          /WEB-INF%                       | 400
          """)
  void aFileHasOneNameAndWebInfNone(String path, int status) throws IOException {
    start();
    known("GET /small.txt");
    assertThat(ask("GET " + path).status()).isEqualTo(status);
    // "/filtered/../small.txt" is a good name of the file at the root
    if (!path.startsWith("/../")) {
      assertThat(ask("GET /filtered" + path).status()).isEqualTo(status);
    }
  }

  private static LimitOptions impatient() {
    ConnectionLimits d = ConnectionLimits.DEFAULT;
    return LimitOptions.DEFAULT.withConnections(
        new ConnectionLimits(
            d.maxConnections(),
            d.maxPerAddress(),
            d.maxRequests(),
            d.firstByteTimeoutMillis(),
            d.headTimeoutMillis(),
            d.idleTimeoutMillis(),
            d.readTimeoutMillis(),
            200,
            d.minBodyRate()));
  }

  @Test
  void whoTakesNothingIsGivenUp() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("big.bin").toFile(), "rw")) {
      file.setLength(64L << 20);
    }
    Files.setLastModifiedTime(
        root.resolve("big.bin"), FileTime.from(Instant.parse("2020-01-31T10:20:30Z")));
    container =
        Slipway.builder()
            .port(0)
            .threads(threads)
            .pipeline(PipelineOptions.DEFAULT.withLimits(impatient()))
            .webapp("/", root)
            .start();
    known("HEAD /big.bin");
    try (Socket socket = open()) {
      socket.getOutputStream().write(request("GET /big.bin"));
      InputStream in = socket.getInputStream();
      assertThat(Wire.line(in)).contains("200");
      // We take nothing. That the server has gone shows when what we send is refused.
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  socket.getOutputStream().write(' ');
                  LockSupport.parkNanos(10_000_000);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void overHttp2Too() throws Exception {
    byte[] noise = new byte[3 << 20];
    new Random(3).nextBytes(noise);
    write("large.bin", noise);
    start();
    for (String name : List.of("small.txt", "app.js", "noise.bin", "large.bin")) {
      ask("GET /" + name, "Accept-Encoding: gzip");
    }
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    int before = threads.requests.get();
    for (String name : List.of("small.txt", "large.bin", "app.js", "noise.bin", "small.txt")) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(container.uri("/" + name)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).isEqualTo(Files.readAllBytes(root.resolve(name)));
    }
    assertThat(threads.requests.get()).isEqualTo(before);
  }

  @Test
  void anErrorPageIsSentWhole() throws IOException {
    file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <error-page><error-code>404</error-code><location>/small.txt</location></error-page>
        </web-app>
        """);
    start();
    known("GET /small.txt");
    Answer answer = ask("GET /none", "If-None-Match: *", "Range: bytes=0-1");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("0123456789");
  }

  /** As GZIP filters and the like did before Servlet 3.1 asked for isReady. */
  private static final class NeverReady extends ServletOutputStream {
    private final ServletOutputStream out;

    NeverReady(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aFilterMayWrapTheStreamAndKnowNothingOfReadiness() throws Exception {
    Filter wraps =
        (request, response, chain) ->
            chain.doFilter(
                request,
                new HttpServletResponseWrapper((HttpServletResponse) response) {
                  @Override
                  public ServletOutputStream getOutputStream() throws IOException {
                    return new NeverReady(super.getOutputStream());
                  }
                });
    start(FileOptions.DEFAULT, app -> app.filter("wraps", wraps, "/*"));
    assertThat(ask("GET /small.txt").text()).isEqualTo("0123456789");
    assertThat(ask("GET /app.js").text()).isEqualTo(SCRIPT);
  }

  @Test
  void aRangeBeyondTheEndIsAnsweredWithTheLength() throws Exception {
    start();
    Answer answer = ask("GET /small.txt", "Range: bytes=99-");
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.field("Content-Range")).isEqualTo("bytes */10");
  }
}
