package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.pipeline.CacheHeaderOptions;
import io.slipway.pipeline.CacheHeaderOptions.Rule;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 9110, 12.5.3: who refuses the plain form gets a coded one wherever there can be one, and 406
 * before any work is done where nothing will do. Here there is gzip, and what lies beside a file.
 */
class AcceptEncodingTest {
  private static final AtomicInteger RUNS = new AtomicInteger();

  private static final Filter PLAIN =
      (request, response, chain) -> {
        HttpServletResponse http = (HttpServletResponse) response;
        http.addHeader("Cache-Control", "max-age=60");
        http.addHeader("Cache-Control", "No-Transform");
        chain.doFilter(request, response);
      };

  @TempDir static Path root;
  @AutoClose private static Slipway slipway;

  static final class Answers extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      RUNS.incrementAndGet();
      response.setContentType("text/plain");
      byte[] text = "some text, ".repeat(500).getBytes(StandardCharsets.US_ASCII);
      switch (request.getPathInfo()) {
        case "/text" -> response.getOutputStream().write(text);
        case "/small" -> response.getOutputStream().print("small");
        case "/image" -> {
          response.setContentType("image/png");
          response.getOutputStream().write(text);
        }
        case "/stream" -> {
          response.getOutputStream().write(text);
          response.flushBuffer();
          response.getOutputStream().write(text);
        }
        case "/own" -> {
          response.setHeader("Content-Encoding", "br");
          response.getOutputStream().write(text);
        }
        case "/range" -> {
          response.setStatus(206);
          response.setHeader("Content-Range", "bytes 0-5499/9999");
          response.getOutputStream().write(text);
        }
        case "/gone" -> response.sendError(404);
        case "/elsewhere" -> response.sendRedirect("/");
        case "/forward" -> {
          try {
            request.getRequestDispatcher("/app.js").forward(request, response);
          } catch (ServletException e) {
            throw new IOException(e);
          }
        }
        default -> throw new IOException(request.getPathInfo());
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    write("app.js", "function f() {}\n".repeat(400));
    write("ruled.js", "function g() {}\n".repeat(400));
    write("noise.bin", "x".repeat(9_000));
    write("small.txt", "0123456789");
    write("pre.css", "p { color: red }\n".repeat(100));
    write("pre.css.br", "as if it were brotli");
    slipway =
        Slipway.builder()
            .port(0)
            .pipeline(
                PipelineOptions.DEFAULT.withCacheHeaders(
                    CacheHeaderOptions.DEFAULT.withRules(
                        List.of(new Rule("/ruled.js", "*", "No-Transform", null, false)))))
            .webapp("/", app -> app.folder(root).servlet("answers", new Answers(), "/s/*"))
            .webapp("/kept", app -> app.folder(root).filter("plain", PLAIN, "/*"))
            .start();
  }

  private static void write(String name, String content) throws IOException {
    Path file = Files.writeString(root.resolve(name), content);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-31T10:20:30Z")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # files: every form is known
          GET /app.js     | gzip                         | - | 200 | gzip
          GET /app.js     | gzip;q=0                     | - | 200 | -
          GET /app.js     | gzip;q=0.5, identity         | - | 200 | -
          GET /app.js     | gzip, identity;q=0           | - | 200 | gzip
          HEAD /app.js    | gzip, identity;q=0           | - | 200 | gzip
          GET /app.js     | *, identity;q=0              | - | 200 | gzip
          GET /app.js     | gzip, *;q=0                  | - | 200 | gzip
          GET /app.js     | br                           | - | 200 | -
          GET /app.js     | br, identity;q=0             | - | 406 | -
          HEAD /app.js    | br, identity;q=0             | - | 406 | -
          GET /app.js     | br, *;q=0                    | - | 406 | -
          GET /app.js     | identity;q=0                 | - | 406 | -
          GET /app.js     | *;q=0                        | - | 406 | -
          HEAD /app.js    | *;q=0                        | - | 406 | -
          GET /app.js     | gzip;q=0, *;q=0              | - | 406 | -
          GET /app.js     | *;q=0, identity;q=0.1        | - | 200 | -
          POST /app.js    | br, identity;q=0             | - | 405 | -
          OPTIONS /app.js | br, identity;q=0             | - | 200 | -
          GET /pre.css    | br, identity;q=0             | - | 200 | br
          GET /pre.css    | br, *;q=0                    | - | 200 | br
          GET /pre.css    | gzip, identity;q=0           | - | 200 | gzip
          GET /pre.css    | deflate, identity;q=0        | - | 406 | -
          GET /noise.bin  | gzip                         | - | 200 | -
          GET /noise.bin  | gzip, identity;q=0           | - | 200 | gzip
          HEAD /noise.bin | gzip, identity;q=0           | - | 200 | gzip
          GET /noise.bin  | br, identity;q=0             | - | 406 | -
          GET /small.txt  | gzip, identity;q=0           | - | 200 | gzip
          GET /none.txt   | br, identity;q=0             | - | 404 | -
          GET /app.js     | gzip, identity;q=0           | Cache-Control: no-transform | 200 | gzip
          GET /app.js     | gzip                         | Cache-Control: no-transform | 200 | -
          GET /app.js     | gzip                         | Cache-Control: max-age=0, No-Transform | 200 | -
          GET /app.js     | gzip                         | Cache-Control: x="no-transform" | 200 | gzip
          GET /app.js     | gzip                         | Cache-Control: no-transformation | 200 | gzip
          # a webapp in front of a file may say it, in any line
          GET /kept/app.js | gzip                        | -                               | 200 | -
          # or a rule of the configuration
          GET /ruled.js   | gzip                         | -                               | 200 | -
          # parts are those of the plain form
          GET /app.js     | gzip                         | Range: bytes=0-9 | 206 | -
          GET /app.js     | gzip, identity;q=0           | Range: bytes=0-9 | 200 | gzip
          GET /noise.bin  | gzip, identity;q=0           | Range: bytes=0-9 | 200 | gzip
          GET /noise.bin  | br, identity;q=0             | Range: bytes=0-9 | 406 | -
          # preconditions come after it: 13.2.1
          GET /app.js     | br, identity;q=0             | If-None-Match: * | 406 | -
          GET /app.js     | gzip, identity;q=0           | If-None-Match: * | 304 | -
          """)
  void aFile(String line, String accept, String field, int status, String coding)
      throws IOException {
    for (int asked = 0; asked < 2; asked++) {
      Answer answer = ask(line, accept, field);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("Content-Encoding")).isEqualTo(coding);
      if (status == 406) {
        assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          GET /s/text       | gzip, identity;q=0 | 200 | gzip | 1
          HEAD /s/text      | gzip, identity;q=0 | 200 | gzip | 1
          POST /s/text      | gzip, identity;q=0 | 200 | gzip | 1
          GET /s/small      | gzip               | 200 | -    | 1
          GET /s/small      | gzip, identity;q=0 | 200 | gzip | 1
          GET /s/image      | gzip               | 200 | -    | 1
          GET /s/image      | gzip, identity;q=0 | 200 | gzip | 1
          GET /s/stream     | gzip, identity;q=0 | 200 | gzip | 1
          GET /s/gone       | gzip, identity;q=0 | 404 | gzip | 1
          GET /s/elsewhere  | gzip, identity;q=0 | 302 | gzip | 1
          # parts, and what the webapp has coded, are as it made them
          GET /s/range      | gzip, identity;q=0 | 206 | -    | 1
          GET /s/own        | gzip, identity;q=0 | 200 | br   | 1
          # it may have what is accepted, and what it answers is sent
          GET /s/own        | br, identity;q=0   | 200 | br   | 1
          GET /s/text       | br, identity;q=0   | 200 | -    | 1
          GET /s/gone       | br, *;q=0          | 404 | -    | 1
          GET /s/forward    | br, identity;q=0   | 200 | -    | 1
          # nothing is accepted: 406, and it does not run
          GET /s/text       | identity;q=0       | 406 | -    | 0
          GET /s/text       | *;q=0              | 406 | -    | 0
          HEAD /s/text      | *;q=0              | 406 | -    | 0
          GET /s/stream     | gzip;q=0, *;q=0    | 406 | -    | 0
          # what may change something runs, and says what it did
          POST /s/text      | *;q=0              | 200 | -    | 1
          PUT /s/small      | identity;q=0       | 200 | -    | 1
          """)
  void aServlet(String line, String accept, int status, String coding, int runs)
      throws IOException {
    int before = RUNS.get();
    Answer answer = ask(line, accept, null);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.field("Content-Encoding")).isEqualTo(coding);
    assertThat(RUNS.get() - before).isEqualTo(runs);
    if (status == 406) {
      assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
      assertThat(answer.field("Cache-Control")).isEqualTo("no-store");
      assertThat(line.startsWith("HEAD") || answer.text().contains("406 Not Acceptable")).isTrue();
    }
  }

  private static Answer ask(String line, String accept, String field) throws IOException {
    try (Socket socket = Wire.connect(slipway.port())) {
      Wire.send(
          socket,
          line
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: "
              + accept
              + (field == null ? "" : "\r\n" + field)
              + (line.startsWith("P") ? "\r\nContent-Length: 0" : "")
              + "\r\n\r\n");
      return Wire.read(socket.getInputStream(), line.startsWith("HEAD"));
    }
  }
}
