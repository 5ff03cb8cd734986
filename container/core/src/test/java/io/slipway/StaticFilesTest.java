package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.resource.FileOptions;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Static files through the whole container: from memory on the IO thread, and by the servlet. */
class StaticFilesTest extends StaticFilesFixture {
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
  void aRangeBeyondTheEndIsAnsweredWithTheLength() throws Exception {
    start();
    Answer answer = ask("GET /small.txt", "Range: bytes=99-");
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.field("Content-Range")).isEqualTo("bytes */10");
  }
}
