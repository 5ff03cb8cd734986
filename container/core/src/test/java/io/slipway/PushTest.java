package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.TestTls;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.PushBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

/** A pushed request is handled as one of the client: Servlet 6.1, 3.8. */
class PushTest {
  /** The page, and what was pushed with it. */
  private record Visit(
      HttpResponse<String> page, Map<HttpRequest, CompletableFuture<HttpResponse<String>>> pushed) {
    static Visit of(Slipway slipway) throws Exception {
      return of(
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build(),
          slipway.uri("/app/page"));
    }

    static Visit of(HttpClient client, URI uri) throws Exception {
      Map<HttpRequest, CompletableFuture<HttpResponse<String>>> pushed = new ConcurrentHashMap<>();
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      HttpResponse<String> page =
          client
              .sendAsync(
                  request,
                  HttpResponse.BodyHandlers.ofString(),
                  (initiating, promise, acceptor) ->
                      pushed.put(promise, acceptor.apply(HttpResponse.BodyHandlers.ofString())))
              .get(10, TimeUnit.SECONDS);
      return new Visit(page, pushed);
    }

    HttpRequest promise() {
      return pushed.keySet().iterator().next();
    }

    HttpResponse<String> response() throws Exception {
      return pushed.values().iterator().next().get(10, TimeUnit.SECONDS);
    }
  }

  private static Slipway serve(Probe.Service page, Probe.Service style) {
    return builder(page, style).start();
  }

  private static SlipwayBuilder builder(Probe.Service page, Probe.Service style) {
    return Slipway.builder()
        .port(0)
        .h2c(true)
        .webapp(
            "/app",
            app ->
                app.servlet("page", Probe.servlet(page), "/page")
                    .servlet("style", Probe.servlet(style), "/style"));
  }

  @Test
  void whatIsPushedIsAnswered() throws Exception {
    try (Slipway slipway =
        serve(
            (request, response) -> {
              PushBuilder builder = request.newPushBuilder();
              assertThatThrownBy(builder::push).isInstanceOf(IllegalStateException.class);
              assertThatThrownBy(() -> builder.method("POST"))
                  .isInstanceOf(IllegalArgumentException.class);
              builder.path("style?a=1").queryString("b=2").setHeader("X-Pushed", "yes").push();
              assertThat(builder.getPath()).isNull();
              response.getWriter().print("page");
            },
            (request, response) ->
                response
                    .getWriter()
                    .print(
                        request.getQueryString()
                            + " "
                            + request.getHeader("X-Pushed")
                            + " "
                            + request.getHeader("Referer")
                            + " "
                            + request.getProtocol()
                            + " "
                            + request.newPushBuilder()))) {
      Visit visit = Visit.of(slipway);
      assertThat(visit.page.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(visit.page.body()).isEqualTo("page");
      assertThat(visit.pushed).hasSize(1);
      assertThat(visit.promise().uri()).isEqualTo(visit.page.uri().resolve("/app/style?a=1&b=2"));
      assertThat(visit.response().body())
          .isEqualTo("a=1&b=2 yes " + visit.page.uri() + " HTTP/2.0 null");
    }
  }

  /** As in responses: names are refused, and values lose what may not leave. */
  @Test
  void nothingThatIsPushedBringsAnotherField() throws Exception {
    try (Slipway slipway =
        serve(
            (request, response) -> {
              PushBuilder push = request.newPushBuilder();
              for (String bad :
                  List.of("a b", "a\r\nb: c", "a\nb", "\0", "a\u010d\u010a", "\u007f")) {
                Map<String, ThrowableAssert.ThrowingCallable> calls =
                    Map.of(
                        "path", () -> push.path("/" + bad),
                        "queryString", () -> push.queryString(bad),
                        "sessionId", () -> push.sessionId(bad),
                        "method", () -> push.method(bad),
                        "setHeader", () -> push.setHeader(bad, "value"),
                        "addHeader", () -> push.addHeader(bad, "value"));
                calls.forEach(
                    (what, call) ->
                        assertThatThrownBy(call)
                            .as(what + " " + bad)
                            .isInstanceOf(IllegalArgumentException.class));
              }
              assertThatThrownBy(() -> push.sessionId("1; admin=1"))
                  .isInstanceOf(IllegalArgumentException.class);
              push.setHeader("X-A", "a\r\nX-Evil: 1").addHeader("X-B", "\0\u010a");
              push.path("style").push();
              response.getWriter().print("page");
            },
            (request, response) ->
                response
                    .getWriter()
                    .print(
                        request.getHeader("X-A")
                            + '|'
                            + request.getHeader("X-B")
                            + '|'
                            + request.getHeader("X-Evil")))) {
      Visit visit = Visit.of(slipway);
      assertThat(visit.page.body()).isEqualTo("page");
      assertThat(visit.promise().headers().map())
          .containsEntry("x-a", List.of("a  X-Evil: 1"))
          .doesNotContainKey("x-evil");
      assertThat(visit.response().body()).isEqualTo("a  X-Evil: 1| ?|null");
    }
  }

  /** As its connection is. */
  @Test
  void whatIsPushedInTlsIsSecure() throws Exception {
    Probe.Service page =
        (request, response) -> {
          request.newPushBuilder().path("style").push();
          response.getWriter().print(tls(request));
        };
    Probe.Service style = (request, response) -> response.getWriter().print(tls(request));
    try (Slipway slipway =
        builder(page, style).https(0, TestTls.server(), ClientAuth.NONE).start()) {
      Visit visit =
          Visit.of(
              HttpClient.newBuilder().sslContext(TestTls.trusting()).build(),
              URI.create("https://localhost:" + slipway.httpsPort() + "/app/page"));
      assertThat(visit.page.body()).matches("true https true TLS_.*");
      assertThat(visit.response().body()).isEqualTo(visit.page.body());
    }
  }

  private static String tls(HttpServletRequest request) {
    return request.isSecure()
        + " "
        + request.getScheme()
        + " "
        + request.getServletConnection().isSecure()
        + " "
        + request.getAttribute("jakarta.servlet.request.cipher_suite");
  }

  @Test
  void noPushOverHttp1() throws Exception {
    try (Slipway slipway =
        serve(
            (request, response) -> response.getWriter().print(request.newPushBuilder()),
            (request, response) -> {})) {
      assertThat(Probe.raw(slipway.port(), "GET /app/page HTTP/1.1\r\nHost: localhost\r\n"))
          .endsWith("null");
    }
  }
}
