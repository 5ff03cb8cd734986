package io.slipway.http;

import static io.slipway.Await.await;
import static io.slipway.http.HttpHarness.body;
import static io.slipway.http.HttpHarness.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Head, length and body of a response, and what they do to its connection. */
class ResponseTest {
  @AutoClose private final HttpHarness web = new HttpHarness();

  @Test
  void aSmallBodyLeavesWithItsLength() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              response.setContentType("text/plain");
              response.getWriter().print("hello");
            });
    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
    assertThat(header(answer, "Content-Length")).isEqualTo("5");
    assertThat(header(answer, "Content-Type")).isEqualTo("text/plain;charset=ISO-8859-1");
    assertThat(header(answer, "Transfer-Encoding")).isNull();
  }

  /** RFC 9110, 15.2: else the answer to the next request is taken for the one to this. */
  @ParameterizedTest
  @ValueSource(ints = {100, 101, 103, 199})
  void anInterimStatusEndsNoResponse(int status) throws IOException {
    String set =
        web.answer(
            (request, response) -> {
              response.setStatus(status);
              response.getWriter().print("hello");
            });
    assertThat(set).startsWith("HTTP/1.1 500 Internal Server Error\r\n").endsWith("\r\n\r\nhello");
    try (HttpHarness other = new HttpHarness()) {
      String sent = other.answer((request, response) -> response.sendError(status));
      assertThat(sent).startsWith("HTTP/1.1 500 Internal Server Error\r\n");
    }
  }

  @Test
  void anEmptyBodyHasLengthZero() throws IOException {
    assertThat(header(web.answer((request, response) -> {}), "Content-Length")).isEqualTo("0");
  }

  @Test
  void aLargeBodyIsChunkedOnAPersistentConnection() throws Exception {
    web.serve(
            "/x",
            (request, response) -> {
              for (int i = 0; i < 9000; i++) {
                response.getOutputStream().print("0123456789");
              }
            })
        .start();
    var client =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .build();
    var uri = java.net.URI.create("http://127.0.0.1:" + web.port() + "/x");
    var answer =
        client.send(
            java.net.http.HttpRequest.newBuilder(uri).build(),
            java.net.http.HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).hasSize(90_000).isEqualTo("0123456789".repeat(9000));
    assertThat(answer.headers().firstValue("transfer-encoding")).contains("chunked");
  }

  @Test
  void largeArraysAndByteBuffersComeThroughWhole() throws IOException {
    byte[] large = new byte[1_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ('a' + i % 26);
    }
    String answer =
        web.answer(
            (request, response) -> {
              response.getOutputStream().write('!');
              response.getOutputStream().write(large);
              response.getOutputStream().write(ByteBuffer.wrap(large));
              response.getOutputStream().write('!');
            });
    String text = new String(large, StandardCharsets.ISO_8859_1);
    assertThat(body(answer)).isEqualTo("!" + text + text + "!");
  }

  @Test
  void headAnswersWithTheLengthOfGet() throws IOException {
    web.serve("/x", (request, response) -> response.getWriter().print("hello")).start();
    String head = web.request("HEAD", "/x");
    assertThat(header(head, "Content-Length")).isEqualTo("5");
    assertThat(body(head)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"204,", "205, 0", "304,"})
  void statusesWithoutBodySendNone(int status, String length) throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              response.setStatus(status);
              response.getWriter().print("not to be seen");
            });
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(body(answer)).isEmpty();
    assertThat(header(answer, "Content-Length")).isEqualTo(length);
  }

  @Test
  void lineBreaksAndNulNeverLeave() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              response.setHeader("X-One", "a\r\nSet-Cookie: evil=1");
              response.setHeader("X-Two", "a\u0000b\u010dc\u010ad");
              response.setLocale(new Locale("e\nn"));
              assertThatThrownBy(() -> response.setHeader("X: y\r\nZ", "1"))
                  .isInstanceOf(IllegalArgumentException.class);
              assertThatThrownBy(() -> response.addCookie(new Cookie("a", "b\r\nX: y")))
                  .isInstanceOf(IllegalArgumentException.class);
              assertThatThrownBy(
                      () -> {
                        Cookie cookie = new Cookie("a", "b");
                        cookie.setPath("/; Domain=evil");
                        response.addCookie(cookie);
                      })
                  .isInstanceOf(IllegalArgumentException.class);
            });
    assertThat(header(answer, "X-One")).isEqualTo("a  Set-Cookie: evil=1");
    assertThat(header(answer, "X-Two")).isEqualTo("a b?c?d");
    assertThat(header(answer, "Set-Cookie")).isNull();
  }

  @Test
  void nullAndEmptyHeaders() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              response.setHeader(null, "x");
              response.addHeader("X-None", null);
              response.setHeader("X-Gone", "1");
              response.setHeader("X-Gone", null);
              response.setHeader("X-Empty", "");
              response.addIntHeader("X-Int", 1);
              response.addIntHeader("X-Int", 2);
              response.setDateHeader("X-Date", 784111777000L);
              assertThat(response.getHeaders("X-Int")).containsExactly("1", "2");
              assertThat(response.containsHeader("X-Gone")).isFalse();
            });
    assertThat(header(answer, "X-Empty")).isEmpty();
    assertThat(header(answer, "X-Date")).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(answer).doesNotContain("X-None", "X-Gone");
  }

  @Test
  void bufferAndResetRules() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              int before = response.getBufferSize();
              response.setBufferSize(before + 100);
              assertThat(response.getBufferSize()).isEqualTo(before + 100);
              response.getWriter().print("gone");
              assertThatThrownBy(() -> response.setBufferSize(200))
                  .isInstanceOf(IllegalStateException.class);
              assertThatThrownBy(response::getOutputStream)
                  .isInstanceOf(IllegalStateException.class);
              response.setHeader("X-Gone", "1");
              response.reset();
              response.getOutputStream().print("gone too");
              response.resetBuffer();
              response.getOutputStream().print("kept");
              assertThat(response.isCommitted()).isFalse();
              response.flushBuffer();
              assertThat(response.isCommitted()).isTrue();
              assertThatThrownBy(response::reset).isInstanceOf(IllegalStateException.class);
              assertThatThrownBy(() -> response.sendError(500))
                  .isInstanceOf(IllegalStateException.class);
              response.setHeader("X-Late", "1");
            });
    assertThat(answer).doesNotContain("X-Gone", "X-Late", "gone").contains("kept");
  }

  /** 5.1: the size that is set is the least. */
  @Test
  void aSmallerBufferThanTheContainersIsNotTaken() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              int before = response.getBufferSize();
              response.setBufferSize(100);
              assertThat(response.getBufferSize()).isEqualTo(before);
              response.getWriter().print("x".repeat(before));
              assertThat(response.isCommitted()).isFalse();
              response.setHeader("X-Late", "in time");
            });
    assertThat(header(answer, "X-Late")).isEqualTo("in time");
  }

  @Test
  void theDeclaredLengthClosesTheResponse() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              response.setContentLength(5);
              response.getOutputStream().print("hello, ignored");
              assertThat(response.isCommitted()).isTrue();
              response.getOutputStream().print("ignored");
            });
    assertThat(body(answer)).isEqualTo("hello");
  }

  @Test
  void lessThanTheDeclaredLengthClosesTheConnection() throws IOException {
    web.serve(
            "/x",
            (request, response) -> {
              response.setContentLength(10);
              response.getOutputStream().print("hello");
            })
        .start();
    String answer = web.raw("GET /x HTTP/1.1\nHost: a\n\n");
    assertThat(answer).contains("Content-Length: 10").endsWith("hello");
  }

  @ParameterizedTest
  @CsvSource({
    "/x,             http://h:1/x",
    "y,              http://h:1/a/y",
    "../z?q=/../,    http://h:1/z?q=/../",
    "https://other/, https://other/",
    "//net/p,        http://net/p",
    "?q,             http://h:1/a/b?q",
    "/\u00e4 b,      http://h:1/%C3%A4%20b"
  })
  void redirectsAreAbsolute(String location, String absolute) throws IOException {
    web.serve(
            "/a/b",
            (request, response) -> {
              response.getWriter().print("gone");
              response.sendRedirect(location, 307, true);
              assertThat(response.isCommitted()).isTrue();
            })
        .start();
    String answer = web.raw("GET /a/b HTTP/1.1\nHost: h:1\nConnection: close\n\n");
    assertThat(answer).startsWith("HTTP/1.1 307").doesNotContain("gone");
    assertThat(header(answer, "Location")).isEqualTo(absolute);
  }

  @Test
  void cookiesCarryTheirAttributes() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              Cookie cookie = new Cookie("name", "value");
              cookie.setPath("/p");
              cookie.setHttpOnly(true);
              cookie.setSecure(true);
              cookie.setMaxAge(0);
              cookie.setAttribute("SameSite", "Lax");
              response.addCookie(new Cookie("name", "other path".replace(" ", "-")));
              response.addCookie(cookie);
              cookie.setValue("last");
              response.addCookie(cookie);
            });
    assertThat(answer)
        .contains("Set-Cookie: name=other-path\r\n")
        .contains(
            "Set-Cookie: name=last; HttpOnly; Expires=Thu, 01 Jan 1970 00:00:10 GMT; Path=/p; SameSite=Lax; Secure\r\n")
        .doesNotContain("name=value");
  }

  @Test
  void aCookieIsReplacedByOneOfItsOwnPathAlone() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              for (String path : List.of("/p", "/P", "/p")) {
                Cookie cookie = new Cookie("name", "value");
                cookie.setPath(path);
                cookie.setAttribute("Partitioned", "true");
                response.addCookie(cookie);
              }
            });
    assertThat(answer.lines().filter(line -> line.startsWith("Set-Cookie: ")))
        .containsExactlyInAnyOrder(
            "Set-Cookie: name=value; Partitioned; Path=/P",
            "Set-Cookie: name=value; Partitioned; Path=/p");
  }

  /** Applications that have no domain to give pass what they have: {@code setDomain("")}. */
  @Test
  void anEmptyDomainOrPathOfACookieIsNone() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              Cookie cookie = new Cookie("name", "value");
              cookie.setDomain("");
              cookie.setPath("");
              cookie.setAttribute("Other", "");
              response.addCookie(cookie);
            });
    assertThat(answer).contains("Set-Cookie: name=value; Other\r\n");
  }

  @Test
  void includesChangeNoHeaders() throws IOException {
    String answer =
        web.answer(
            (request, response) -> {
              response.beginInclude();
              response.setHeader("X-No", "1");
              response.setStatus(400);
              response.addCookie(new Cookie("no", "1"));
              response.sendError(500);
              response.addSessionCookie(new Cookie("yes", "1"));
              response.getWriter().print("in");
              response.endInclude();
            });
    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .contains("yes=1")
        .doesNotContain("X-No", "no=1")
        .endsWith("in");
  }

  @Test
  void trailersFollowTheBody() throws IOException {
    web.serve(
            "/x",
            (request, response) -> {
              response.setTrailerFields(() -> Map.of("X-After", "1", "Content-Length", "5"));
              response.getWriter().print("body");
            })
        .start();
    String answer = web.get("/x");
    assertThat(answer)
        .contains("4\r\nbody\r\n0\r\n")
        .containsIgnoringCase("x-after: 1\r\n")
        .doesNotContain("Content-Length");
    web.serve(
        "/old",
        (request, response) ->
            assertThatThrownBy(() -> response.setTrailerFields(Map::of))
                .isInstanceOf(IllegalStateException.class));
    assertThat(web.raw("GET /old HTTP/1.0\n\n")).contains(" 200 OK");
  }

  @Test
  void filesGoStraightToTheSocket(@TempDir Path folder) throws IOException {
    Path file =
        Files.write(
            folder.resolve("f"), "0123456789".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
    String answer =
        web.answer(
            (request, response) -> {
              response.setContentLength(1_000_002);
              response.getOutputStream().print("<");
              try (FileChannel channel = FileChannel.open(file)) {
                response.output().transferFrom(channel, 0, 1_000_000);
              }
              response.getOutputStream().print(">");
            });
    assertThat(body(answer)).isEqualTo("<" + "0123456789".repeat(100_000) + ">");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    web.serve("/1", (request, response) -> response.getWriter().print("one"));
    web.serve("/2", (request, response) -> response.getWriter().print("two")).start();
    String answer =
        web.raw("GET /1 HTTP/1.1\nHost: a\n\nGET /2 HTTP/1.1\nHost: a\nConnection: close\n\n");
    assertThat(answer.indexOf("one")).isPositive().isLessThan(answer.indexOf("two"));
    assertThat(web.events).containsExactly("initialized", "destroyed", "initialized", "destroyed");
  }

  @Test
  void anAnswerToAnUnreadBodyCanBeRead() throws IOException {
    web.options = new RequestOptions(8192, 1000, FormLimits.DEFAULT, 0, 30_000, null);
    web.serve("/x", (request, response) -> response.sendError(413, "too much")).start();
    try (var socket = web.connect()) {
      var out = socket.getOutputStream();
      out.write(
          "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[500_000]);
      String answer = HttpHarness.readAll(socket.getInputStream());
      assertThat(answer).startsWith("HTTP/1.1 413").contains("too much").doesNotContain("[reset]");
    }
  }

  @Test
  void aShortUnreadBodyKeepsTheConnection() throws IOException {
    web.serve("/x", (request, response) -> response.getWriter().print("x")).start();
    String answer =
        web.raw(
            "POST /x HTTP/1.1\nHost: a\nContent-Length: 5\n\nhelloGET /x HTTP/1.1\nHost: a\nConnection: close\n\n");
    assertThat(answer.split("HTTP/1.1 200")).hasSize(3);
  }

  @Test
  void buffersComeBack() throws Exception {
    web.serve("/x", (request, response) -> response.getWriter().print("x")).start();
    for (int i = 0; i < 50; i++) {
      assertThat(web.get("/x")).endsWith("x");
    }
    await(() -> web.buffers.lent() == 0);
  }
}
