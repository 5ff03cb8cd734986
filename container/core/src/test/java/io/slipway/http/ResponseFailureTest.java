package io.slipway.http;

import static io.slipway.http.HttpHarness.body;
import static io.slipway.http.HttpHarness.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.threads.HotPool;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the client gets where a servlet fails or none can be run. */
class ResponseFailureTest {
  @AutoClose private final HttpHarness web = new HttpHarness();

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
  void trailersOfABodyThatFailedAreNotThoseOfItsErrorPage() throws IOException {
    web.serve(
            "/x",
            (request, response) -> {
              response.setTrailerFields(() -> Map.of("X-Rows", "3"));
              throw new IllegalStateException("after one row");
            })
        .start();
    assertThat(web.get("/x")).startsWith("HTTP/1.1 500").doesNotContain("X-Rows");
  }

  @Test
  void builtInErrorPagesAreEscapedAndPlain() throws IOException {
    String answer = web.answer((request, response) -> response.sendError(404, "<script>"));
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
    web.serve(
        "/e",
        (request, response) -> {
          throw new UnavailableException("for a time that nobody knows", 0);
        });
    web.start();
    String a = web.request("POST", "/a?q=1", "Content-Length: 0");
    assertThat(body(a)).isEqualTo("404 POST /a q=1 servlet/a why GET ERROR");
    assertThat(a).contains("kept=1").doesNotContain("ETag");
    assertThat(body(web.get("/b"))).isEqualTo("java.io.IOException: disk");
    assertThat(web.get("/c")).startsWith("HTTP/1.1 500").contains("Fault");
    assertThat(web.get("/d")).startsWith("HTTP/1.1 503").contains("Retry-After: 17");
    assertThat(web.get("/e")).startsWith("HTTP/1.1 503").doesNotContain("Retry-After");
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
