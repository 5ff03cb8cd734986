package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.pipeline.CookieOptions;
import io.slipway.pipeline.ForwardedOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.wire.Wire;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application may ask of its sessions, and what it is told: Servlet 6.1, 7. */
class SessionApiTest {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
  private PipelineOptions pipeline =
      PipelineOptions.DEFAULT.withForwarded(ForwardedOptions.DEFAULT.withEnabled(true));
  @AutoClose private Slipway slipway;

  private final class Attributes implements HttpSessionAttributeListener {
    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
      tell("added", event);
    }

    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
      tell("replaced", event);
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
      tell("removed", event);
    }

    private void tell(String what, HttpSessionBindingEvent event) {
      events.add(what + " " + event.getName() + "=" + event.getValue());
    }
  }

  private final class Value implements HttpSessionBindingListener {
    private final String name;

    Value(String name) {
      this.name = name;
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
      events.add("bound " + event.getName() + "=" + event.getValue());
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
      events.add("unbound " + event.getName() + "=" + event.getValue());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Serves {@code /s/x} by this; what it throws fails the test. */
  private void serve(Probe.Service service) {
    serve(service, context -> {});
  }

  private void serve(Probe.Service service, Consumer<ServletContext> startup) {
    slipway =
        Slipway.builder()
            .port(0)
            .pipeline(pipeline)
            .webapp(
                "/s",
                w ->
                    w.servlet("x", Probe.servlet(kept(service)), "/x")
                        .listener(new Attributes())
                        .onStartup(startup::accept))
            .start();
  }

  private Probe.Service kept(Probe.Service service) {
    return (q, s) -> {
      try {
        service.run(q, s);
      } catch (RuntimeException | AssertionError e) {
        thrown.add(e);
        throw e;
      }
    };
  }

  @AfterEach
  void nothingWasThrown() {
    assertThat(thrown).isEmpty();
  }

  /** The answer with its head. */
  private String get(String path, String... fields) throws IOException {
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: h\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return Probe.raw(slipway.port(), head.toString());
  }

  private void ok() throws IOException {
    assertThat(get("/s/x")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aSessionThatNeedsACookieCannotBeginAfterTheHeadHasLeft() throws IOException {
    serve(
        (q, s) -> {
          s.flushBuffer();
          assertThatThrownBy(q::getSession).isInstanceOf(IllegalStateException.class);
          assertThat(q.getSession(false)).isNull();
        });
    ok();
  }

  @Test
  void aSessionThatNeedsNoCookieMayBeginLater() throws IOException {
    serve(
        (q, s) -> {
          s.flushBuffer();
          assertThat(q.getSession().isNew()).isTrue();
        },
        context -> context.setSessionTrackingModes(Set.of(SessionTrackingMode.URL)));
    ok();
  }

  @Test
  void anEndedSessionOnlyTellsItsId() throws IOException {
    serve(
        (q, s) -> {
          HttpSession session = q.getSession();
          String id = session.getId();
          session.setAttribute("a", 1);
          session.invalidate();
          List<Runnable> calls =
              List.of(
                  () -> session.getAttribute("a"),
                  session::getAttributeNames,
                  () -> session.setAttribute("a", 2),
                  () -> session.removeAttribute("a"),
                  session::getCreationTime,
                  session::getLastAccessedTime,
                  session::isNew,
                  session::getAccessor,
                  session::invalidate);
          for (Runnable call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class);
          }
          assertThat(session.getId()).isEqualTo(id);
          assertThat(q.getSession(false)).isNull();
          assertThat(q.getSession().getId()).as("a new one").isNotEqualTo(id);
        });
    ok();
  }

  @Test
  void listenersHearOfAttributesAndValuesOfThemselves() throws IOException {
    Value a = new Value("a");
    serve(
        (q, s) -> {
          HttpSession session = q.getSession();
          session.setAttribute("n", a);
          session.setAttribute("n", a);
          session.setAttribute("n", new Value("b"));
          session.setAttribute("n", null);
          session.setAttribute("m", 1);
          session.removeAttribute("m");
          session.removeAttribute("m");
          assertThat(Collections.list(session.getAttributeNames())).isEmpty();
        });
    ok();
    assertThat(events)
        .containsExactly(
            "bound n=a",
            "added n=a",
            "replaced n=a",
            "bound n=b",
            "unbound n=a",
            "replaced n=a",
            "unbound n=b",
            "removed n=b",
            "added m=1",
            "removed m=1");
  }

  @Test
  void namesOfAttributesAreNotNull() throws IOException {
    serve(
        (q, s) -> {
          HttpSession session = q.getSession();
          List<Runnable> calls =
              List.of(
                  () -> session.getAttribute(null),
                  () -> session.setAttribute(null, 1),
                  () -> session.removeAttribute(null));
          for (Runnable call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
          }
        });
    ok();
  }

  @Test
  void aNewIdIsAnsweredAndSentAndTheRequestIsStillInItsSession() throws IOException {
    serve(
        (q, s) -> {
          if (q.getRequestedSessionId() == null) {
            assertThatThrownBy(q::changeSessionId).isInstanceOf(IllegalStateException.class);
            q.getSession().setAttribute("n", 1);
          } else {
            HttpSession session = q.getSession(false);
            String old = session.getId();
            String changed = q.changeSessionId();
            assertThat(changed).isNotEqualTo(old).isEqualTo(session.getId());
            assertThat(q.getSession(false)).isSameAs(session);
            assertThat(q.getRequestedSessionId()).isEqualTo(old);
            s.getWriter().print(changed);
          }
        });
    String first = get("/s/x");
    String second = get("/s/x", "Cookie: " + cookie(first));
    assertThat(second)
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\n" + cookie(second).substring("JSESSIONID=".length()));
  }

  /** The cookie that an answer sets, as it is sent back. */
  private static String cookie(String answer) {
    int at = answer.toLowerCase(Locale.ROOT).indexOf("set-cookie: ") + 12;
    return answer.substring(at, answer.indexOf(';', at));
  }

  @Test
  void aRequestSaysHowItsIdCameAndWhetherItIsOne() throws IOException {
    serve(
        (q, s) ->
            s.getWriter()
                .print(
                    q.getRequestedSessionId()
                        + " "
                        + q.isRequestedSessionIdFromCookie()
                        + " "
                        + q.isRequestedSessionIdFromURL()
                        + " "
                        + q.isRequestedSessionIdValid()
                        + (q.getQueryString() == null ? "" : q.getSession().getId())));
    String begun = get("/s/x?begin");
    String id = cookie(begun).substring("JSESSIONID=".length());
    assertThat(begun).endsWith("\r\n\r\nnull false false false" + id);
    assertThat(get("/s/x", "Cookie: JSESSIONID=" + id)).endsWith(id + " true false true");
    assertThat(get("/s/x;jsessionid=" + id)).endsWith(id + " false true true");
    assertThat(get("/s/x;jsessionid=" + id, "Cookie: JSESSIONID=no"))
        .as("the cookie counts before the URL")
        .endsWith("\r\n\r\nno true false false");
    assertThat(get("/s/x?begin", "Cookie: JSESSIONID=no"))
        .as("what the client made up stays invalid where a session begins")
        .contains("\r\n\r\nno true false false");
  }

  @Test
  void aUrlNeedsNoIdWithoutASessionNorWhereACookieHasCome() throws IOException {
    serve(
        (q, s) -> {
          if (q.getQueryString() != null) {
            q.getSession();
          }
          s.getWriter().print(s.encodeURL("/s/x") + " " + s.encodeRedirectURL("/s/x"));
        });
    assertThat(get("/s/x")).endsWith("\r\n\r\n/s/x /s/x");
    String begun = get("/s/x?begin");
    String id = ";jsessionid=" + cookie(begun).substring("JSESSIONID=".length());
    assertThat(begun).endsWith("\r\n\r\n/s/x" + id + " /s/x" + id);
    assertThat(get("/s/x" + id)).endsWith("\r\n\r\n/s/x" + id + " /s/x" + id);
    assertThat(get("/s/x", "Cookie: " + cookie(begun))).endsWith("\r\n\r\n/s/x /s/x");
  }

  @Test
  void lastAccessedIsWhenTheRequestBeforeCame() throws Exception {
    List<Long> times = new ArrayList<>();
    serve(
        (q, s) -> {
          HttpSession session = q.getSession();
          assertThat(session.isNew()).isEqualTo(times.isEmpty());
          times.add(session.getCreationTime());
          times.add(session.getLastAccessedTime());
          times.add(System.currentTimeMillis());
        });
    String cookie = "Cookie: " + cookie(get("/s/x"));
    for (int i = 0; i < 2; i++) {
      long now = System.currentTimeMillis();
      Await.await(() -> System.currentTimeMillis() > now);
      assertThat(get("/s/x", cookie)).startsWith("HTTP/1.1 200 ");
    }
    long created = times.get(0);
    assertThat(times.get(1)).isEqualTo(created);
    assertThat(times.get(3)).isEqualTo(created);
    assertThat(times.get(4)).as("seen by the second request").isEqualTo(created);
    assertThat(times.get(7))
        .as("seen by the third")
        .isGreaterThan(created)
        .isLessThanOrEqualTo(times.get(5));
  }

  @ParameterizedTest(name = "{0} minutes")
  @CsvSource({"30,1800", "1,60", "0,0", "-1,-60"})
  void theTimeoutOfTheWebappIsThatOfANewSession(int minutes, int seconds) throws IOException {
    serve(
        (q, s) -> {
          assertThat(q.getServletContext().getSessionTimeout()).isEqualTo(minutes);
          HttpSession session = q.getSession();
          if (seconds > 0) {
            assertThat(session.getMaxInactiveInterval()).isEqualTo(seconds);
          } else {
            assertThat(session.getMaxInactiveInterval()).as("never").isLessThanOrEqualTo(0);
          }
          session.setMaxInactiveInterval(7);
          assertThat(session.getMaxInactiveInterval()).isEqualTo(7);
        },
        context -> {
          assertThat(context.getSessionTimeout()).as("without a word").isEqualTo(30);
          context.setSessionTimeout(minutes);
        });
    ok();
  }

  /** 7.5: it ends when the last request that uses it has, whatever its timeout says. */
  @Test
  void aSessionInUseDoesNotExpire() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Semaphore ended = new Semaphore(0);
    CountDownLatch mayEnd = new CountDownLatch(1);
    serve(
        (q, s) -> {
          HttpSession session = q.getSession();
          session.setMaxInactiveInterval(1);
          if (q.getQueryString() != null) {
            session.setAttribute("idle", true);
            return;
          }
          begun.countDown();
          try {
            assertThat(mayEnd.await(30, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          assertThat(q.getSession(false)).isSameAs(session);
          session.setAttribute("still", true);
        },
        context ->
            context.addListener(
                new HttpSessionListener() {
                  @Override
                  public void sessionDestroyed(HttpSessionEvent event) {
                    if (event.getSession().getAttribute("idle") != null) {
                      ended.release();
                    }
                  }
                }));
    Socket holds = Wire.connect(slipway.port());
    Wire.send(holds, "GET /s/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    // the second ends in a later sweep, in which the session in use is older than the timeout
    for (int i = 0; i < 2; i++) {
      assertThat(get("/s/x?idle")).startsWith("HTTP/1.1 200 ");
      assertThat(ended.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }
    mayEnd.countDown();
    assertThat(Wire.all(holds)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void theCookieIsSecureWhereTheRequestIs() throws IOException {
    // without the rules for all cookies, which see to this one too
    pipeline = pipeline.withCookies(CookieOptions.DEFAULT.withEnabled(false));
    serve((q, s) -> q.getSession());
    assertThat(get("/s/x")).contains("JSESSIONID=").doesNotContain("; Secure");
    assertThat(get("/s/x", "X-Forwarded-Proto: https")).contains("JSESSIONID=", "; Secure");
  }

  @Test
  void theCookieOfTheRootIsForAllPaths() throws IOException {
    try (Slipway root =
        Slipway.builder()
            .port(0)
            .webapp("/", w -> w.servlet("x", Probe.servlet((q, s) -> q.getSession()), "/a/b/x"))
            .start()) {
      assertThat(Probe.raw(root.port(), "GET /a/b/x HTTP/1.1\r\nHost: h\r\n"))
          .contains("JSESSIONID=", "; Path=/;");
    }
  }

  @Test
  void theWebappDecidesOnItsCookie() throws IOException {
    serve(
        (q, s) -> q.getSession(),
        context -> {
          SessionCookieConfig cookie = context.getSessionCookieConfig();
          assertThat(cookie.getName()).isNull();
          assertThat(cookie.getMaxAge()).isEqualTo(-1);
          assertThat(cookie.isHttpOnly()).isTrue();
          assertThat(cookie.isSecure()).isFalse();
          cookie.setName("OWN");
          cookie.setDomain("h.example");
          cookie.setPath("/other");
          cookie.setMaxAge(60);
          cookie.setSecure(true);
          cookie.setHttpOnly(false);
          cookie.setAttribute("Priority", "High");
          cookie.setAttribute("Dropped", "x");
          cookie.setAttribute("Dropped", null);
          assertThat(cookie.getName()).isEqualTo("OWN");
          assertThat(cookie.getDomain()).isEqualTo("h.example");
          assertThat(cookie.getPath()).isEqualTo("/other");
          assertThat(cookie.getMaxAge()).isEqualTo(60);
          assertThat(cookie.isHttpOnly()).isFalse();
          assertThat(cookie.isSecure()).isTrue();
          assertThat(cookie.getAttribute("priority")).isEqualTo("High");
          assertThat(cookie.getAttributes())
              .containsEntry("Max-Age", "60")
              .doesNotContainKey("Dropped");
          assertThatThrownBy(() -> cookie.setName("a b"))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> cookie.setAttribute("", "x"))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> cookie.setAttribute("Max-Age", "soon"))
              .isInstanceOf(IllegalArgumentException.class);
        });
    assertThat(get("/s/x"))
        .contains("OWN=")
        .contains("; Domain=h.example")
        .contains("; Path=/other")
        .contains("; Max-Age=60")
        .contains("; Secure")
        .contains("; Priority=High")
        .doesNotContain("HttpOnly", "JSESSIONID");
  }

  @Test
  void theCookieIsDecidedBeforeTheWebappRuns() throws IOException {
    serve(
        (q, s) -> {
          SessionCookieConfig cookie = q.getServletContext().getSessionCookieConfig();
          List<Runnable> calls =
              List.of(
                  () -> cookie.setName("x"),
                  () -> cookie.setDomain("x"),
                  () -> cookie.setPath("/x"),
                  () -> cookie.setMaxAge(1),
                  () -> cookie.setSecure(true),
                  () -> cookie.setHttpOnly(true),
                  () -> cookie.setAttribute("x", "y"),
                  () -> q.getServletContext().setSessionTimeout(1),
                  () ->
                      q.getServletContext()
                          .setSessionTrackingModes(Set.of(SessionTrackingMode.URL)));
          for (Runnable call : calls) {
            assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class);
          }
        });
    ok();
  }

  @ParameterizedTest(name = "by {0}")
  @CsvSource({"COOKIE,true,false", "URL,false,true"})
  void anIdIsTrackedByTheModesOfTheWebappAlone(
      SessionTrackingMode mode, boolean byCookie, boolean byUrl) throws IOException {
    serve(
        (q, s) -> {
          if (q.getQueryString() == null) {
            s.getWriter().print(q.getSession(false) != null);
          } else {
            String id = q.getSession().getId();
            s.getWriter().print(id + " " + s.encodeURL("/s/x").equals("/s/x;jsessionid=" + id));
          }
        },
        context -> {
          assertThatThrownBy(
                  () ->
                      context.setSessionTrackingModes(
                          Set.of(SessionTrackingMode.SSL, SessionTrackingMode.URL)))
              .isInstanceOf(IllegalArgumentException.class);
          context.setSessionTrackingModes(Set.of(mode));
        });
    String begun = get("/s/x?begin");
    assertThat(begun.contains("JSESSIONID=")).isEqualTo(byCookie);
    assertThat(begun).endsWith(" " + byUrl);
    String id = begun.substring(begun.indexOf("\r\n\r\n") + 4, begun.lastIndexOf(' '));
    assertThat(get("/s/x", "Cookie: JSESSIONID=" + id)).endsWith("\r\n\r\n" + byCookie);
    assertThat(get("/s/x;jsessionid=" + id)).endsWith("\r\n\r\n" + byUrl);
  }
}
