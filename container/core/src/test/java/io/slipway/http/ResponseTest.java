package io.slipway.http;

import static io.slipway.http.HttpHarness.body;
import static io.slipway.http.HttpHarness.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.threads.HotPool;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseTest {
  private final HttpHarness web = new HttpHarness();

  @AfterEach
  void stop() {
    web.close();
  }

  private String answer(HttpHarness.Code code) throws IOException {
    return web.serve("/x", code).start().get("/x");
  }

  @Test
  void aSmallBodyLeavesWithItsLength() throws IOException {
    String answer =
        answer(
            (request, response) -> {
              response.setContentType("text/plain");
              response.getWriter().print("hello");
            });
    assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
    assertThat(header(answer, "Content-Length")).isEqualTo("5");
    assertThat(header(answer, "Content-Type")).isEqualTo("text/plain;charset=ISO-8859-1");
    assertThat(header(answer, "Transfer-Encoding")).isNull();
  }

  @Test
  void anEmptyBodyHasLengthZero() throws IOException {
    assertThat(header(answer((request, response) -> {}), "Content-Length")).isEqualTo("0");
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
        answer(
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

  @Test
  void statusesWithoutBodySendNone() throws IOException {
    for (int status : new int[] {204, 205, 304}) {
      web.serve(
          "/" + status,
          (request, response) -> {
            response.setStatus(status);
            response.getWriter().print("not to be seen");
          });
    }
    web.start();
    for (int status : new int[] {204, 205, 304}) {
      assertThat(body(web.get("/" + status))).as("%d", status).isEmpty();
    }
    assertThat(header(web.get("/205"), "Content-Length")).isEqualTo("0");
  }

  @Test
  void lineBreaksAndNulNeverLeave() throws IOException {
    String answer =
        answer(
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
        answer(
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
  void encodingRules() throws IOException {
    web.localeEncodings.put(Locale.JAPANESE, java.nio.charset.Charset.forName("Shift_JIS"));
    List<String> seen = new ArrayList<>();
    String answer =
        answer(
            (request, response) -> {
              seen.add(response.getCharacterEncoding());
              response.setLocale(Locale.JAPANESE);
              seen.add(response.getCharacterEncoding());
              response.setContentType("text/html; charset=utf-8; x=y");
              seen.add(response.getContentType());
              response.setLocale(Locale.JAPANESE);
              seen.add(response.getCharacterEncoding());
              response.setCharacterEncoding((String) null);
              seen.add(response.getContentType());
              response.setCharacterEncoding(StandardCharsets.UTF_16BE);
              PrintWriter writer = response.getWriter();
              response.setCharacterEncoding("UTF-8");
              response.setContentType("text/plain;charset=UTF-8");
              seen.add(response.getContentType());
              writer.print("\u00e4");
            });
    assertThat(seen)
        .containsExactly(
            "ISO-8859-1",
            "Shift_JIS",
            "text/html; x=y;charset=utf-8",
            "utf-8",
            "text/html; x=y",
            "text/plain;charset=UTF-16BE");
    assertThat(body(answer)).isEqualTo("\u0000\u00e4");
    assertThat(header(answer, "Content-Language")).isEqualTo("ja");
  }

  @Test
  void theWriterEncodesEverything() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append("a\u00e9\u20ac\ud83d\ude00");
    }
    for (String charset : List.of("UTF-8", "UTF-16LE", "GB18030")) {
      web.serve(
          "/" + charset,
          (request, response) -> {
            response.setCharacterEncoding(charset);
            PrintWriter writer = response.getWriter();
            for (int i = 0; i < text.length(); i++) {
              writer.write(text.charAt(i));
            }
            writer.write(text.toString());
            writer.printf("%d", 7).append('c').println();
          });
    }
    web.start();
    for (String charset : List.of("UTF-8", "UTF-16LE", "GB18030")) {
      byte[] bytes = body(web.get("/" + charset)).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(new String(bytes, charset))
          .isEqualTo(text.toString() + text + "7c" + System.lineSeparator());
    }
    String latin =
        body(
            web.serve("/latin", (request, response) -> response.getWriter().print("\u00e4\u20ac"))
                .get("/latin"));
    assertThat(latin).isEqualTo("\u00e4?");
  }

  @Test
  void textInPiecesIsEncodedAsOne() throws IOException {
    // Halves of surrogate pairs, a byte order mark and shift sequences span the pieces
    String text = "\ud83d\ude00a\u65e5\u672c";
    for (String charset : List.of("UTF-8", "UTF-16", "ISO-2022-JP", "ISO-8859-1", "US-ASCII")) {
      web.serve(
          "/" + charset,
          (request, response) -> {
            response.setCharacterEncoding(charset);
            PrintWriter writer = response.getWriter();
            for (int times = 0; times < 2000; times++) {
              for (int i = 0; i < text.length(); i++) {
                writer.append(text, i, i + 1);
              }
              writer.print(times);
              writer.print((long) times);
              writer.print(new char[] {'x', '\ud83d'});
              writer.print('\ude00');
            }
            writer.print("end\ud83d");
          });
    }
    web.start();
    StringBuilder whole = new StringBuilder();
    for (int times = 0; times < 2000; times++) {
      whole.append(text).append(times).append(times).append("x\ud83d\ude00");
    }
    whole.append("end\ud83d");
    for (String charset : List.of("UTF-8", "UTF-16", "ISO-2022-JP", "ISO-8859-1", "US-ASCII")) {
      assertThat(body(web.get("/" + charset)).getBytes(StandardCharsets.ISO_8859_1))
          .as(charset)
          .isEqualTo(whole.toString().getBytes(charset));
    }
  }

  @Test
  void heldTextKeepsItsPlace() throws IOException {
    web.serve(
            "/reset",
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              writer.print("go");
              writer.print("ne");
              response.reset();
              writer.print("o");
              writer.print("ld");
              response.getOutputStream().print(" stream ");
              writer.print("end");
            })
        .serve(
            "/length",
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              writer.print("a");
              writer.print("bc");
              response.setContentLength(5);
              writer.print("d");
              assertThat(response.isCommitted()).isFalse();
              writer.print("e");
              assertThat(response.isCommitted()).isTrue();
              writer.print("ignored");
            })
        .serve(
            "/full",
            (request, response) -> {
              response.setBufferSize(100);
              PrintWriter writer = response.getWriter();
              for (int i = 0; i < 100; i++) {
                writer.print('x');
              }
              assertThat(response.isCommitted()).isFalse();
              assertThatThrownBy(() -> response.setBufferSize(200))
                  .isInstanceOf(IllegalStateException.class);
              writer.print('x');
              assertThat(response.isCommitted()).isTrue();
            })
        .serve(
            "/closed",
            (request, response) -> {
              PrintWriter writer = response.getWriter();
              writer.print("a");
              writer.print("b");
              assertThat(writer.checkError()).isFalse();
              assertThat(response.isCommitted()).isTrue();
              writer.print("c");
              writer.close();
              writer.print("late");
              assertThat(writer.checkError()).isTrue();
            })
        .start();
    assertThat(body(web.get("/reset"))).isEqualTo("old stream end");
    assertThat(body(web.get("/length"))).isEqualTo("abcde");
    assertThat(body(web.get("/full"))).isEqualTo("x".repeat(101));
    assertThat(body(web.get("/closed"))).isEqualTo("abc");
  }

  @Test
  void anUnknownEncodingFailsOnlyTheWriter() throws IOException {
    String answer =
        answer(
            (request, response) -> {
              response.setContentType("text/x;charset=nonsense");
              assertThatThrownBy(response::getWriter)
                  .isInstanceOf(java.io.UnsupportedEncodingException.class);
              response.getOutputStream().print("ok");
            });
    assertThat(header(answer, "Content-Type")).isEqualTo("text/x;charset=nonsense");
  }

  @Test
  void bufferAndResetRules() throws IOException {
    String answer =
        answer(
            (request, response) -> {
              response.setBufferSize(100);
              assertThat(response.getBufferSize()).isEqualTo(100);
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

  @Test
  void theDeclaredLengthClosesTheResponse() throws IOException {
    String answer =
        answer(
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

  @Test
  void aFailureAfterCommitBreaksTheConnection() throws IOException {
    web.serve(
            "/x",
            (request, response) -> {
              response.getOutputStream().print("begun");
              response.flushBuffer();
              throw new IllegalStateException("broken");
            })
        .start();
    String answer = web.raw("GET /x HTTP/1.1\nHost: a\n\n");
    assertThat(answer).contains("begun").doesNotContain("\r\n0\r\n");
  }

  @Test
  void builtInErrorPagesAreEscapedAndPlain() throws IOException {
    String answer = answer((request, response) -> response.sendError(404, "<script>"));
    assertThat(answer)
        .startsWith("HTTP/1.1 404 Not Found")
        .contains("&lt;script&gt;")
        .doesNotContain("<script>");
    web.serve(
        "/y",
        (request, response) -> {
          throw new IllegalStateException("secret");
        });
    String fault = web.get("/y");
    assertThat(fault)
        .startsWith("HTTP/1.1 500")
        .contains("Fault ")
        .doesNotContain("secret", "Exception");
    assertThat(header(fault, "Cache-Control")).isEqualTo("no-store");
    String json = web.get("/x", "Accept: application/json");
    assertThat(header(json, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(body(json))
        .isEqualTo("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"\\u003cscript>\"}\n");
  }

  @Test
  void errorPagesSeeTheFailure() throws IOException {
    web.errorPage(404, "/404").errorPage(IOException.class, "/io").errorPage(500, "/broken");
    web.serve(
        "/404",
        (request, response) -> {
          response
              .getWriter()
              .print(
                  request.getAttribute("jakarta.servlet.error.status_code")
                      + " "
                      + request.getAttribute("jakarta.servlet.error.method")
                      + " "
                      + request.getAttribute("jakarta.servlet.error.request_uri")
                      + " "
                      + request.getAttribute("jakarta.servlet.error.query_string")
                      + " "
                      + request.getAttribute("jakarta.servlet.error.servlet_name")
                      + " "
                      + request.getAttribute("jakarta.servlet.error.message")
                      + " "
                      + request.getMethod()
                      + " "
                      + request.getDispatcherType());
        });
    web.serve(
        "/io",
        (request, response) ->
            response.getWriter().print(request.getAttribute("jakarta.servlet.error.exception")));
    web.serve(
        "/broken",
        (request, response) -> {
          throw new IllegalStateException("page");
        });
    web.serve(
        "/a",
        (request, response) -> {
          response.getWriter().print("not seen");
          response.addCookie(new Cookie("kept", "1"));
          response.setHeader("ETag", "x");
          response.sendError(404, "why");
          response.getWriter().print("ignored");
        });
    web.serve(
        "/b",
        (request, response) -> {
          throw new IOException("disk");
        });
    web.serve(
        "/c",
        (request, response) -> {
          throw new IllegalStateException("c");
        });
    web.serve(
        "/d",
        (request, response) -> {
          throw new UnavailableException("busy", 17);
        });
    web.start();
    String a = web.request("POST", "/a?q=1", "Content-Length: 0");
    assertThat(body(a)).isEqualTo("404 POST /a q=1 servlet/a why GET ERROR");
    assertThat(a).contains("kept=1").doesNotContain("ETag");
    assertThat(body(web.get("/b"))).isEqualTo("java.io.IOException: disk");
    assertThat(web.get("/c")).startsWith("HTTP/1.1 500").contains("Fault");
    assertThat(web.get("/d")).startsWith("HTTP/1.1 503").contains("Retry-After: 17");
  }

  @Test
  void redirectsAreAbsolute() throws IOException {
    Map<String, String> table =
        Map.of(
            "/x",
            "http://h:1/x",
            "y",
            "http://h:1/a/y",
            "../z?q=/../",
            "http://h:1/z?q=/../",
            "https://other/",
            "https://other/",
            "//net/p",
            "http://net/p",
            "?q",
            "http://h:1/a/b?q",
            "/\u00e4 b",
            "http://h:1/%C3%A4%20b");
    AtomicReference<String> location = new AtomicReference<>();
    web.serve(
            "/a/b",
            (request, response) -> {
              response.getWriter().print("gone");
              response.sendRedirect(location.get(), 307, true);
              assertThat(response.isCommitted()).isTrue();
            })
        .start();
    for (Map.Entry<String, String> line : table.entrySet()) {
      location.set(line.getKey());
      String answer = web.raw("GET /a/b HTTP/1.1\nHost: h:1\nConnection: close\n\n");
      assertThat(answer).startsWith("HTTP/1.1 307").doesNotContain("gone");
      assertThat(header(answer, "Location")).isEqualTo(line.getValue());
    }
  }

  @Test
  void cookiesCarryTheirAttributes() throws IOException {
    String answer =
        answer(
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
  void includesChangeNoHeaders() throws IOException {
    String answer =
        answer(
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
        answer(
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
    web.options = new RequestOptions(8192, 1000, 2 << 20, -1, 100, 8192, 0, 30_000, 1000, null);
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
  void withoutAThreadTheAnswerIs503() throws Exception {
    var busy = new java.util.concurrent.CountDownLatch(1);
    try (HttpHarness small = new HttpHarness(new HotPool(1, 1))) {
      small
          .serve(
              "/x",
              (request, response) -> {
                try {
                  busy.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              })
          .start();
      byte[] request = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      List<java.net.Socket> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          clients.add(small.connect());
          clients.get(i).getOutputStream().write(request);
        }
        // One runs, one waits: the other two are refused at once
        List<java.net.Socket> answered = new ArrayList<>();
        while (answered.size() < 2) {
          for (java.net.Socket client : clients) {
            if (!answered.contains(client) && client.getInputStream().available() >= 12) {
              answered.add(client);
            }
          }
        }
        for (java.net.Socket client : answered) {
          assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
              .isEqualTo("HTTP/1.1 503");
        }
      } finally {
        busy.countDown();
        for (java.net.Socket client : clients) {
          client.close();
        }
      }
    }
  }
}
