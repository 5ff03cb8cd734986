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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
      response.getWriter().print("style for " + request.getRequestedSessionId());
    }
  }

  public static final class PageWithSession extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String id = request.getSession().getId();
      request.newPushBuilder().path("style").push();
      response.getWriter().print(id);
    }
  }

  @Test
  void whatIsPushedIsAnswered() throws Exception {
    try (Slipway slipway = start(Set.of(SessionTrackingMode.COOKIE))) {
      Visit visit = Visit.of(slipway, "/app/page");
      assertThat(visit.page().body()).isEqualTo("page");
      assertThat(visit.style().statusCode()).isEqualTo(200);
      assertThat(visit.style().body()).isEqualTo("style for null");
    }
  }

  /** Servlet 6.1, {@code newPushBuilder}: by whatever the session of the page is tracked by. */
  @ParameterizedTest
  @EnumSource(names = {"COOKIE", "URL"})
  void whatIsPushedHasTheSessionOfThePage(SessionTrackingMode tracking) throws Exception {
    try (Slipway slipway = start(Set.of(tracking))) {
      String path =
          tracking == SessionTrackingMode.URL ? "/app/session;jsessionid=old" : "/app/session";
      Visit visit = Visit.of(slipway, path);
      assertThat(visit.style().body()).isEqualTo("style for " + visit.page().body());
    }
  }

  private static Slipway start(Set<SessionTrackingMode> tracking) {
    return Slipway.builder()
        .port(0)
        .h2c(true)
        .webapp(
            "/app",
            app ->
                app.initializer(
                        (classes, context) -> {
                          context.getSessionCookieConfig().setName("sid");
                          context.setSessionTrackingModes(tracking);
                        })
                    .servlet(Page.class, "/page")
                    .servlet(PageWithSession.class, "/session")
                    .servlet(Style.class, "/style"))
        .start();
  }

  /** A page, and the style that was pushed with it. */
  private record Visit(HttpResponse<String> page, HttpResponse<String> style) {
    static Visit of(Slipway slipway, String path) throws Exception {
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      Map<String, CompletableFuture<HttpResponse<String>>> pushed = new ConcurrentHashMap<>();
      HttpResponse<String> page =
          client
              .sendAsync(
                  HttpRequest.newBuilder(slipway.uri(path)).build(),
                  BodyHandlers.ofString(),
                  (initiating, push, acceptor) ->
                      pushed.put(
                          push.uri().getPath().replaceFirst(";.*", ""),
                          acceptor.apply(BodyHandlers.ofString())))
              .get(10, TimeUnit.SECONDS);
      return new Visit(page, pushed.get("/app/style").get(10, TimeUnit.SECONDS));
    }
  }
}
