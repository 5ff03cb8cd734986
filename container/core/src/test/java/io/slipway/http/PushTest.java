package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.PushBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PushTest {
  @Test
  void pushesOverAnUpgradedConnection() throws Exception {
    try (HttpHarness web = new HttpHarness()) {
      web.serve(
          "/page",
          (request, response) -> {
            PushBuilder builder = request.newPushBuilder();
            assertThatThrownBy(builder::push).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> builder.method("POST"))
                .isInstanceOf(IllegalArgumentException.class);
            builder.path("/style?a=1").queryString("b=2").setHeader("X-Pushed", "yes").push();
            assertThat(builder.getPath()).isNull();
            response.getWriter().print("page");
          });
      web.serve(
          "/style",
          (request, response) ->
              response
                  .getWriter()
                  .print(
                      request.getQueryString()
                          + " "
                          + request.getHeader("X-Pushed")
                          + " "
                          + request.getHeader("Referer")));
      web.start();
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      Map<String, CompletableFuture<HttpResponse<String>>> pushed = new ConcurrentHashMap<>();
      URI page = URI.create("http://127.0.0.1:" + web.port() + "/page");
      HttpResponse<String> answer =
          client
              .sendAsync(
                  HttpRequest.newBuilder(page).build(),
                  HttpResponse.BodyHandlers.ofString(),
                  (initiating, push, acceptor) ->
                      pushed.put(
                          push.uri().toString(),
                          acceptor.apply(HttpResponse.BodyHandlers.ofString())))
              .get(10, TimeUnit.SECONDS);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).isEqualTo("page");
      assertThat(pushed).hasSize(1);
      assertThat(pushed.values().iterator().next().get(10, TimeUnit.SECONDS).body())
          .isEqualTo("a=1&b=2 yes " + page);
    }
  }

  @Test
  void noPushOverHttp1() throws Exception {
    try (HttpHarness web = new HttpHarness()) {
      web.serve("/x", (request, response) -> response.getWriter().print(request.newPushBuilder()))
          .start();
      assertThat(web.get("/x")).endsWith("null");
    }
  }
}
