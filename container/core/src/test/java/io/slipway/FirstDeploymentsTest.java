package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Webapps that a container starts with are started side by side. */
class FirstDeploymentsTest {
  private final Queue<String> events = new ConcurrentLinkedQueue<>();

  private interface Step {
    void run(ServletContext context) throws Exception;
  }

  private Consumer<WebappBuilder> app(String name, Step step) {
    return app ->
        app.listener(
            new ServletContextListener() {
              @Override
              public void contextInitialized(ServletContextEvent event) {
                try {
                  step.run(event.getServletContext());
                } catch (Exception failure) {
                  throw new IllegalStateException(name + " cannot start", failure);
                }
                events.add("+" + name);
              }

              @Override
              public void contextDestroyed(ServletContextEvent event) {
                events.add("-" + name);
              }
            });
  }

  private static Step fails() {
    return context -> {
      throw new UnsupportedOperationException("on purpose");
    };
  }

  @Test
  void oneMayWaitForAnother() throws Exception {
    CyclicBarrier both = new CyclicBarrier(2);
    Step meet = context -> both.await(20, TimeUnit.SECONDS);
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp("/a", app("a", meet))
            .host("other.example", host -> host.webapp("/b", app("b", meet)))
            .start()) {
      assertThat(slipway.webapps())
          .extracting(w -> w.host() + w.contextPath() + " " + w.state())
          .containsExactly("/a RUNNING", "other.example/b RUNNING");
    }
    assertThat(events).containsExactlyInAnyOrder("+a", "+b", "-b", "-a");
  }

  @Test
  void aFailureHidesNoOther() {
    SlipwayBuilder builder =
        Slipway.builder()
            .port(0)
            .webapp("/a", app("a", fails()))
            .webapp("/b", app("b", context -> {}))
            .webapp("/c", app("c", fails()));
    assertThatThrownBy(builder::start)
        .isInstanceOf(DeploymentException.class)
        .hasMessageStartingWith("/a was not deployed")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .asString()
                    .contains("/c was not deployed"));
    // those that failed have been told of their end too
    assertThat(events).filteredOn(event -> event.endsWith("b")).containsExactly("+b", "-b");
  }

  @Test
  void thoseThatCanBeDeployedRunBesideThoseThatCannot() {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .keepGoing(true)
            .webapp("/a", app("a", fails()))
            .webapp("/b", app("b", context -> {}))
            .webapp("/c", app("c", fails()))
            .start()) {
      assertThat(slipway.webapps())
          .extracting(w -> w.contextPath() + " " + w.state())
          .containsExactly("/a FAILED", "/b RUNNING", "/c FAILED");
    }
  }

  @Test
  void theSecondAtAPathIsRefusedUnlessTheFirstFails() {
    SlipwayBuilder taken =
        Slipway.builder()
            .port(0)
            .webapp("/a", app("first", context -> {}))
            .webapp("/b", app("b", context -> {}))
            .webapp("/a", app("second", context -> {}));
    assertThatThrownBy(taken::start)
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("runs at this context path");
    assertThat(events).doesNotContain("+second");

    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .keepGoing(true)
            .webapp("/a", app("first", fails()))
            .webapp("/b", app("b", context -> {}))
            .webapp("/a", app("second", context -> {}))
            .start()) {
      assertThat(slipway.webapp("/a").orElseThrow().state()).isEqualTo(Webapp.State.RUNNING);
      assertThat(events).contains("+second");
    }
  }

  @Test
  void withCrossContextTheSecondFindsTheFirst() {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .crossContext(true)
            .webapp("/a", app("a", context -> {}))
            .webapp("/b", app("b", context -> events.add("found " + context.getContext("/a"))))
            .start()) {
      assertThat(slipway.webapps()).hasSize(2);
      assertThat(List.copyOf(events).get(1)).startsWith("found ").doesNotContain("null");
    }
  }
}
