package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pushed request passes the stages that a client's request passes. */
class PushThroughPipelineTest {
  public static final class Page extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.newPushBuilder().path("style").push();
      response.getWriter().print("page");
    }
  }

  public static final class Style extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("style");
    }
  }

  @Test
  void whatIsPushedIsAnswered() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .h2c(true)
            .webapp("/app", app -> app.servlet(Page.class, "/page").servlet(Style.class, "/style"))
            .start()) {
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      Map<String, CompletableFuture<HttpResponse<String>>> pushed = new ConcurrentHashMap<>();
      HttpResponse<String> page =
          client
              .sendAsync(
                  HttpRequest.newBuilder(slipway.uri("/app/page")).build(),
                  BodyHandlers.ofString(),
                  (initiating, push, acceptor) ->
                      pushed.put(push.uri().getPath(), acceptor.apply(BodyHandlers.ofString())))
              .get(10, TimeUnit.SECONDS);
      assertThat(page.body()).isEqualTo("page");
      HttpResponse<String> style = pushed.get("/app/style").get(10, TimeUnit.SECONDS);
      assertThat(style.statusCode()).isEqualTo(200);
      assertThat(style.body()).isEqualTo("style");
    }
  }
}
