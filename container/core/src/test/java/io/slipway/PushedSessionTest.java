package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is pushed with a page belongs to the page's session: {@code newPushBuilder}. */
class PushedSessionTest {
  public static final class Page extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String id = request.getSession().getId();
      request.newPushBuilder().path("style").push();
      response.getWriter().print(id);
    }
  }

  public static final class Style extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.getRequestedSessionId());
    }
  }

  @ParameterizedTest
  @CsvSource({"COOKIE, /app/page", "URL, /app/page;jsessionid=old"})
  void whatIsPushedHasTheSessionAsItIsTracked(SessionTrackingMode tracking, String path)
      throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .h2c(true)
            .webapp(
                "/app",
                app ->
                    app.initializer(
                            (classes, context) -> {
                              context.getSessionCookieConfig().setName("sid");
                              context.setSessionTrackingModes(Set.of(tracking));
                            })
                        .servlet(Page.class, "/page")
                        .servlet(Style.class, "/style"))
            .start()) {
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      Queue<CompletableFuture<HttpResponse<String>>> pushed = new ConcurrentLinkedQueue<>();
      HttpResponse<String> page =
          client
              .sendAsync(
                  HttpRequest.newBuilder(slipway.uri(path)).build(),
                  BodyHandlers.ofString(),
                  (initiating, push, acceptor) ->
                      pushed.add(acceptor.apply(BodyHandlers.ofString())))
              .get(10, TimeUnit.SECONDS);
      assertThat(pushed.remove().get(10, TimeUnit.SECONDS).body()).isEqualTo(page.body());
    }
  }
}
