package io.slipway;

import static io.slipway.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.RequestOptions;
import io.slipway.pipeline.CookieOptions;
import io.slipway.pipeline.CookieOptions.SameSite;
import io.slipway.pipeline.CookieOptions.Secure;
import io.slipway.pipeline.PipelineOptions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsOverHttpTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> events = new CopyOnWriteArrayList<>();
  @AutoClose private Slipway slipway;

  private final class Bound implements HttpSessionBindingListener {
    @Override
    public void valueBound(HttpSessionBindingEvent event) {
      events.add("bound " + event.getSession().getAttribute(event.getName()));
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
      events.add("unbound");
    }
  }

  private final class Ends implements HttpSessionListener, HttpSessionIdListener {
    private final String name;

    Ends(String name) {
      this.name = name;
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
      events.add("created " + name);
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
      events.add("destroyed " + name + " " + event.getSession().getAttribute("n"));
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
      events.add("changed " + name + " " + !event.getSession().getId().equals(oldSessionId));
    }
  }

  private final class Counter extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (String.valueOf(request.getPathInfo())) {
        case "/count" -> {
          HttpSession session = request.getSession();
          Object n = session.getAttribute("n");
          session.setAttribute("n", n == null ? 1 : (Integer) n + 1);
          response
              .getWriter()
              .print(
                  session.getAttribute("n")
                      + " "
                      + session.isNew()
                      + " "
                      + request.isRequestedSessionIdFromURL());
        }
        case "/link" -> {
          request.getSession();
          response.getWriter().print(response.encodeURL("count?x=1"));
        }
        case "/change" -> response.getWriter().print(request.changeSessionId());
        case "/bind" -> request.getSession().setAttribute("b", new Bound());
        case "/end" -> request.getSession().invalidate();
        case "/short" -> request.getSession().setMaxInactiveInterval(1);
        default -> response.getWriter().print(request.getSession(false) != null);
      }
    }
  }

  @BeforeEach
  void start() {
    slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/s",
                w ->
                    w.servlet("counter", new Counter(), "/*")
                        .listener(new Ends("a"))
                        .listener(new Ends("b")))
            .start();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(slipway.uri("/s" + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String cookie(HttpResponse<?> response) {
    return response.headers().firstValue("set-cookie").orElseThrow().replaceAll(";.*", "");
  }

  @Test
  void whereSessionsAreManyThoseEndThatNobodyCameBackTo() throws Exception {
    slipway.close();
    slipway =
        Slipway.builder()
            .port(0)
            .requestOptions(RequestOptions.DEFAULT.withMaxSessions(4))
            .webapp("/s", w -> w.servlet("counter", new Counter(), "/*").listener(new Ends("a")))
            .start();
    String claimed = cookie(get("/count"));
    assertThat(get("/count", "Cookie", claimed).body()).startsWith("2 ");
    String oldest;
    String newest;
    try (CapturedLog log = new CapturedLog("io.slipway.session", Level.INFO)) {
      oldest = cookie(get("/count"));
      long begun = System.currentTimeMillis();
      await(() -> System.currentTimeMillis() > begun); // sessions are as old as their milliseconds
      newest = cookie(get("/count"));
      await(() -> events.contains("destroyed a 1"));
      assertThat(log.messages()).singleElement().asString().contains("limits.max-sessions (4)");
    }
    assertThat(get("/", "Cookie", oldest).body()).isEqualTo("false");
    assertThat(get("/", "Cookie", newest).body()).isEqualTo("true");
    assertThat(get("/", "Cookie", claimed).body()).isEqualTo("true");
  }

  @Test
  void theCookieIsForThisWebappAndOutOfReachOfScriptsAndOtherSites() throws Exception {
    HttpResponse<String> first = get("/count");
    assertThat(first.body()).isEqualTo("1 true false");
    assertThat(first.headers().firstValue("set-cookie").orElseThrow())
        .matches("JSESSIONID=[A-Za-z0-9_-]{24}; .*")
        .contains("Path=/s")
        .contains("HttpOnly")
        .contains("SameSite=Lax")
        .doesNotContain("Secure");
    HttpResponse<String> second = get("/count", "Cookie", cookie(first));
    assertThat(second.body()).isEqualTo("2 false false");
    assertThat(second.headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void ofSeveralCookiesTheOneThatNamesASessionCounts() throws Exception {
    String cookie = cookie(get("/count"));
    String ended = cookie(get("/count"));
    get("/end", "Cookie", ended);
    assertThat(get("/count", "Cookie", "JSESSIONID=other; " + ended + "; " + cookie).body())
        .isEqualTo("2 false false");
    assertThat(get("/count", "Cookie", cookie + "; JSESSIONID=other").body())
        .isEqualTo("3 false false");
  }

  @Test
  void aCookieRuleChangesSameSiteUnlessTheWebappHasSaidIt() throws Exception {
    CookieOptions rules =
        CookieOptions.DEFAULT.withRules(
            List.of(
                new CookieOptions.Rule("OWN", Secure.KEEP, false, SameSite.STRICT, false),
                new CookieOptions.Rule("*", Secure.KEEP, false, SameSite.NONE, false)));
    try (Slipway ruled =
        Slipway.builder()
            .port(0)
            .pipeline(PipelineOptions.DEFAULT.withCookies(rules))
            .webapp("/s", w -> w.servlet("counter", new Counter(), "/*"))
            .webapp(
                "/own",
                w ->
                    w.servlet("counter", new Counter(), "/*")
                        .onStartup(c -> c.getSessionCookieConfig().setName("OWN")))
            .webapp(
                "/lax",
                w ->
                    w.servlet("counter", new Counter(), "/*")
                        .onStartup(c -> c.getSessionCookieConfig().setAttribute("SameSite", "Lax")))
            .start()) {
      assertThat(setCookie(ruled, "/s/count"))
          .contains("SameSite=None", "; Secure", "; HttpOnly")
          .doesNotContain("Lax");
      assertThat(setCookie(ruled, "/own/count")).startsWith("OWN=").contains("SameSite=Strict");
      assertThat(setCookie(ruled, "/lax/count")).contains("SameSite=Lax").doesNotContain("None");
    }
  }

  private String setCookie(Slipway from, String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(from.uri(path)).build(), HttpResponse.BodyHandlers.discarding())
        .headers()
        .firstValue("set-cookie")
        .orElseThrow();
  }

  @Test
  void anIdThatTheClientMadeUpIsNotTaken() throws Exception {
    HttpResponse<String> answer = get("/count", "Cookie", "JSESSIONID=mine");
    assertThat(answer.body()).isEqualTo("1 true false");
    assertThat(cookie(answer)).isNotEqualTo("JSESSIONID=mine");
  }

  @Test
  void withoutCookiesTheIdGoesIntoTheUrl() throws Exception {
    String link = get("/link").body();
    assertThat(link).matches("count;jsessionid=[A-Za-z0-9_-]{24}\\?x=1");
    assertThat(get("/" + link).body()).isEqualTo("1 false true");
  }

  @Test
  void aNewIdKeepsTheSession() throws Exception {
    String old = cookie(get("/count"));
    String changed = cookie(get("/change", "Cookie", old));
    assertThat(changed).isNotEqualTo(old);
    assertThat(get("/count", "Cookie", changed).body()).startsWith("2 ");
    assertThat(get("/", "Cookie", old).body()).isEqualTo("false");
    assertThat(events).contains("changed a true", "changed b true");
  }

  @Test
  void listenersHearOfTheEndInReverseWhileTheSessionCanBeRead() throws Exception {
    String cookie = cookie(get("/count"));
    get("/bind", "Cookie", cookie);
    get("/end", "Cookie", cookie);
    assertThat(events)
        .containsExactly(
            "created a", "created b", "bound null", "destroyed b 1", "destroyed a 1", "unbound");
    assertThat(get("/", "Cookie", cookie).body()).isEqualTo("false");
  }

  @Test
  void aSessionThatIsNotUsedExpires() throws Exception {
    String cookie = cookie(get("/count"));
    get("/short", "Cookie", cookie);
    await("the sweep", () -> events.contains("destroyed a 1"));
    assertThat(get("/", "Cookie", cookie).body()).isEqualTo("false");
  }

  @Test
  void sessionsEndWithTheirWebapp() throws Exception {
    get("/count");
    slipway.undeploy("/s");
    assertThat(events).endsWith("destroyed b 1", "destroyed a 1");
  }
}
