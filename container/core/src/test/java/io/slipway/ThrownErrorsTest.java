package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * What a webapp throws that is neither an exception nor an error of linking, such as what {@link
 * java.util.ServiceLoader} or an {@code assert} throws: it is that webapp's trouble alone.
 */
class ThrownErrorsTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  @Test
  void anErrorAtTheStartFailsItsWebappAlone() throws Exception {
    ServletContextListener broken =
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            throw new ServiceConfigurationError("no provider");
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

  @Test
  void anErrorAtTheEndKeepsNothingFromEnding() {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                w ->
                    w.listener(atTheEnd(() -> events.add("ended")))
                        .listener(
                            atTheEnd(
                                () -> {
                                  throw new ServiceConfigurationError("no provider");
                                })))
            .start()) {
      Webapp webapp = slipway.webapp("/").orElseThrow();

      slipway.undeploy("/");

      assertThat(events).containsExactly("ended");
      assertThat(webapp.state()).isEqualTo(Webapp.State.STOPPED);
    }
  }

  @Test
  void anErrorAtTheEndOfASessionKeepsNoOtherFromExpiring() throws Exception {
    HttpSessionListener broken =
        new HttpSessionListener() {
          @Override
          public void sessionDestroyed(HttpSessionEvent event) {
            events.add("expired");
            throw new AssertionError("the listener's own");
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
}
