package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a webapp throws that is neither an exception nor an error of linking, such as what {@link
 * java.util.ServiceLoader} or an {@code assert} throws, and exceptions that its methods do not
 * declare, as Kotlin, Groovy and Scala let it: it is that webapp's trouble alone.
 */
class ThrownErrorsTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  static List<Throwable> thrown() {
    return List.of(new ServiceConfigurationError("no provider"), new SQLException("no provider"));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void anErrorAtTheStartFailsItsWebappAlone(Throwable thrown) throws Exception {
    ServletContextListener broken =
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            ThrownErrorsTest.<RuntimeException>raise(thrown);
          }
        };
    HttpServlet whole = Probe.servlet((request, response) -> response.getWriter().print("ok"));
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .keepGoing(true)
            .webapp("/broken", w -> w.listener(broken))
            .webapp("/whole", w -> w.servlet("whole", whole, "/"))
            .start()) {
      Webapp failed = slipway.webapp("/broken").orElseThrow();

      assertThat(Probe.get(slipway.uri("/whole/")).body()).isEqualTo("ok");
      assertThat(failed.state()).isEqualTo(Webapp.State.FAILED);
      assertThat(failed.problems().get(0).message()).contains("no provider");
    }
  }

  private static ServletContextListener atTheEnd(Runnable end) {
    return new ServletContextListener() {
      @Override
      public void contextDestroyed(ServletContextEvent event) {
        end.run();
      }
    };
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void anErrorAtTheEndKeepsNothingFromEnding(Throwable thrown) {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                w ->
                    w.listener(atTheEnd(() -> events.add("ended")))
                        .listener(atTheEnd(() -> ThrownErrorsTest.<RuntimeException>raise(thrown))))
            .start()) {
      Webapp webapp = slipway.webapp("/").orElseThrow();

      slipway.undeploy("/");

      assertThat(events).containsExactly("ended");
      assertThat(webapp.state()).isEqualTo(Webapp.State.STOPPED);
    }
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void anErrorAtTheEndOfASessionKeepsNoOtherFromExpiring(Throwable thrown) throws Exception {
    HttpSessionListener broken =
        new HttpSessionListener() {
          @Override
          public void sessionDestroyed(HttpSessionEvent event) {
            events.add("expired");
            ThrownErrorsTest.<RuntimeException>raise(thrown);
          }
        };
    HttpServlet begins =
        Probe.servlet((request, response) -> request.getSession().setMaxInactiveInterval(1));
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp("/", w -> w.listener(broken).servlet("begins", begins, "/"))
            .start()) {
      Probe.get(slipway.uri());
      Await.await("the first session to expire", () -> events.size() == 1);
      Probe.get(slipway.uri());

      Await.await("the second one to", () -> events.size() == 2);
    }
  }

  /** As that of Tomcat: else the session would be there, and in use, for ever. */
  @ParameterizedTest
  @MethodSource("thrown")
  void anErrorAtTheBeginningOfASessionIsLogged(Throwable thrown) throws Exception {
    HttpSessionListener broken =
        new HttpSessionListener() {
          @Override
          public void sessionCreated(HttpSessionEvent event) {
            ThrownErrorsTest.<RuntimeException>raise(thrown);
          }

          @Override
          public void sessionDestroyed(HttpSessionEvent event) {
            events.add("expired");
          }
        };
    HttpServlet begins =
        Probe.servlet(
            (request, response) -> {
              HttpSession session = request.getSession();
              session.setMaxInactiveInterval(1);
              response.getWriter().print(session.isNew());
            });
    try (CapturedLog log = new CapturedLog("io.slipway.runtime");
        Slipway slipway =
            Slipway.builder()
                .port(0)
                .webapp("/", w -> w.listener(broken).servlet("begins", begins, "/"))
                .start()) {
      assertThat(Probe.get(slipway.uri()).body()).isEqualTo("true");
      assertThat(log.records()).singleElement().extracting(LogRecord::getThrown).isSameAs(thrown);

      Await.await("the session to expire", () -> events.size() == 1);
    }
  }

  private static final class Ending extends HttpServlet implements Filter {
    private static final long serialVersionUID = 1L;
    private final transient Runnable end;

    Ending(Runnable end) {
      this.end = end;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(204);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(request, response);
    }

    @Override
    public void destroy() {
      end.run();
    }
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void anErrorOfDestroyKeepsNothingFromEnding(Throwable thrown) throws Exception {
    Ending whole = new Ending(() -> events.add("destroyed"));
    Ending broken = new Ending(() -> ThrownErrorsTest.<RuntimeException>raise(thrown));
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                w ->
                    w.servlet("whole", whole, "/whole")
                        .servlet("broken", broken, "/broken")
                        .filter("whole", whole, "/whole")
                        .filter("broken", broken, "/broken")
                        .listener(atTheEnd(() -> events.add("ended"))))
            .start()) {
      Probe.get(slipway.uri("/whole"));
      Probe.get(slipway.uri("/broken"));

      slipway.undeploy("/");

      assertThat(events).containsExactly("destroyed", "destroyed", "ended");
    }
  }
}
