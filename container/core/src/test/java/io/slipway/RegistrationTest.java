package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Servlet 6.1, 4.4 and 2.3. */
class RegistrationTest {
  private static final HttpServlet EMPTY = Probe.servlet((q, s) -> {});

  private static Slipway start(Consumer<WebappBuilder> webapp) {
    return Slipway.builder().port(0).webapp("/", webapp).start();
  }

  @Test
  void mappingsOfAnotherServletAreConflictsAndThenNothingIsMapped() {
    try (Slipway slipway =
        start(
            w ->
                w.onStartup(
                    c -> {
                      c.addServlet("a", EMPTY).addMapping("/a", "/both");
                      ServletRegistration.Dynamic b = c.addServlet("b", EMPTY);
                      assertThat(b.addMapping("/b", "/both")).containsExactly("/both");
                      assertThat(b.getMappings()).isEmpty();
                      assertThat(b.addMapping("/b", "/")).isEmpty();
                      assertThat(c.addServlet("a", EMPTY)).isNull();
                      assertThatThrownBy(() -> c.addServlet("", EMPTY))
                          .isInstanceOf(IllegalArgumentException.class);
                      assertThat(b.setInitParameter("p", "1")).isTrue();
                      assertThat(b.setInitParameter("p", "2")).isFalse();
                      assertThat(b.getInitParameter("p")).isEqualTo("1");
                    }))) {
      assertThat(slipway.webapps().get(0).servletNames()).containsExactly("a", "b");
    }
  }

  @Test
  void aBuilderThatMapsTwoServletsToOnePatternIsToldSo() {
    assertThatThrownBy(() -> start(w -> w.servlet("a", EMPTY, "/x").servlet("b", EMPTY, "/x")))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContainingAll("servlet b", "[/x]");
  }

  /** What has thrown has registered nothing that would keep the webapp from its start. */
  @Test
  void aRegistrationThatIsRefusedLeavesNothingBehind() {
    try (Slipway slipway =
        start(
            w ->
                w.onStartup(
                    c -> {
                      for (Runnable wrong :
                          List.<Runnable>of(
                              () -> c.addServlet("a", (String) null),
                              () -> c.addServlet("default", (HttpServlet) null),
                              () -> c.addJspFile("b", "no-slash.jsp"),
                              () -> c.addFilter("f", ""))) {
                        assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
                      }
                    }))) {
      assertThat(slipway.webapps().get(0).servletNames()).isEmpty();
    }
  }

  @Test
  void theServletsThatFrameworksLookUpAreThere() {
    try (Slipway slipway = start(w -> {})) {
      ServletContext context = slipway.webapps().get(0).servletContext();
      assertThat(context.getServletRegistration("default")).isNotNull();
      assertThat(context.getServletRegistration("jsp")).isNotNull();
      assertThat(context.getNamedDispatcher("default")).isNotNull();
      assertThat(context.getNamedDispatcher("other")).isNull();
    }
  }

  @Test
  void theContainersServletsListWhatTheyServe() {
    try (Slipway slipway = start(w -> {})) {
      ServletContext context = slipway.webapps().get(0).servletContext();
      assertThat(context.getServletRegistrations().get("default").getMappings())
          .containsExactly("/");
      assertThat(context.getServletRegistration("jsp").getMappings())
          .containsExactly("*.jsp", "*.jspx");
    }
  }

  /** As in Tomcat, whose own servlets make way without a conflict. */
  @Test
  void whatAWebappMapsIsListedOfItsServletAlone() {
    try (Slipway slipway =
        start(
            w ->
                w.servlet("own", EMPTY, "*.jsp")
                    .onStartup(
                        c -> {
                          ServletRegistration files = c.getServletRegistration("default");
                          assertThat(files.getMappings()).containsExactly("/");
                          assertThat(c.addServlet("a", EMPTY).addMapping("/")).isEmpty();
                          assertThat(files.getMappings()).isEmpty();
                          assertThat(files.addMapping("/files/*")).isEmpty();
                        }))) {
      ServletContext context = slipway.webapps().get(0).servletContext();
      assertThat(context.getServletRegistration("a").getMappings()).containsExactly("/");
      assertThat(context.getServletRegistration("default").getMappings())
          .containsExactly("/files/*");
      assertThat(context.getServletRegistration("jsp").getMappings()).containsExactly("*.jspx");
    }
  }

  /** Public, since the container makes it. */
  public static final class Own extends HttpServlet {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("own");
    }
  }

  @Test
  void theContainersServletsMakeWayForThoseOfTheirNames() throws Exception {
    try (Slipway slipway =
        start(
            w ->
                w.onStartup(
                    c -> {
                      c.addServlet("default", Own.class).addMapping("/");
                      c.addServlet("jsp", Own.class.getName()).addMapping("*.jsp");
                    }))) {
      assertThat(Probe.get(slipway.uri("/x")).body()).isEqualTo("own");
      assertThat(Probe.get(slipway.uri("/x.jsp")).body()).isEqualTo("own");
      assertThat(slipway.webapps().get(0).servletNames()).containsExactly("default", "jsp");
    }
  }

  @Test
  void afterTheStartNothingCanBeRegistered() {
    AtomicReference<ServletRegistration.Dynamic> kept = new AtomicReference<>();
    try (Slipway slipway = start(w -> w.onStartup(c -> kept.set(c.addServlet("a", EMPTY))))) {
      ServletContext context = slipway.webapps().get(0).servletContext();
      for (Runnable late :
          List.<Runnable>of(
              () -> context.addServlet("b", EMPTY),
              () -> context.addFilter("f", (q, s, chain) -> {}),
              () -> context.addListener(new ServletContextListener() {}),
              () -> context.setInitParameter("p", "1"),
              () -> context.declareRoles("r"),
              () -> context.setSessionTimeout(1),
              () -> context.getSessionCookieConfig().setName("x"),
              () -> kept.get().addMapping("/late"))) {
        assertThatThrownBy(late::run).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void aContextListenerThatNobodyDeclaredMayNotRegister() {
    List<Class<?>> thrown = new ArrayList<>();
    ServletContextListener added =
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            for (Runnable call :
                List.<Runnable>of(
                    () -> event.getServletContext().addServlet("x", EMPTY),
                    () -> event.getServletContext().declareRoles("r"),
                    () -> event.getServletContext().getContextPath())) {
              try {
                call.run();
                thrown.add(null);
              } catch (RuntimeException e) {
                thrown.add(e.getClass());
              }
            }
          }
        };
    try (Slipway slipway = start(w -> w.onStartup(c -> c.addListener(added)))) {
      assertThat(slipway.webapps()).hasSize(1);
      assertThat(thrown)
          .containsExactly(
              UnsupportedOperationException.class, UnsupportedOperationException.class, null);
    }
  }

  @Test
  void aListenerOfNoKnownKindIsRefused() {
    assertThatThrownBy(() -> start(w -> w.onStartup(c -> c.addListener(new EventListener() {}))))
        .isInstanceOf(DeploymentException.class)
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void servletsLoadInTheirOrder() {
    List<String> loaded = new ArrayList<>();
    try (Slipway slipway =
        start(
            w ->
                w.onStartup(
                    c -> {
                      int[] orders = {2, 0, -1, 1, 0};
                      for (int i = 0; i < orders.length; i++) {
                        c.addServlet("s" + i, noting("s" + i, loaded)).setLoadOnStartup(orders[i]);
                      }
                    }))) {
      assertThat(slipway.webapps()).hasSize(1);
      assertThat(loaded).containsExactly("s1", "s4", "s3", "s0");
    }
  }

  private static HttpServlet noting(String name, List<String> loaded) {
    return new HttpServlet() {
      private static final long serialVersionUID = 1L;

      @Override
      public void init() {
        loaded.add(name);
      }
    };
  }

  @Test
  void aServletThatIsUnavailableForGoodIsDestroyedAnd404() throws Exception {
    AtomicInteger destroyed = new AtomicInteger();
    HttpServlet servlet =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws IOException, UnavailableException {
            if (request.getParameter("seconds") != null) {
              throw new UnavailableException("soon", 30);
            }
            throw new UnavailableException("never");
          }

          @Override
          public void destroy() {
            destroyed.incrementAndGet();
          }
        };
    try (Slipway slipway = start(w -> w.servlet("s", servlet, "/s"))) {
      var later = Probe.get(slipway.uri("/s?seconds=30"));
      assertThat(later.statusCode()).isEqualTo(503);
      assertThat(later.headers().firstValue("retry-after")).isPresent();
      assertThat(Probe.get(slipway.uri("/s")).statusCode()).isEqualTo(503);
      assertThat(destroyed).hasValue(0);
    }
    assertThat(destroyed).hasValue(1);
    try (Slipway slipway = start(w -> w.servlet("s", servlet, "/s"))) {
      assertThat(Probe.get(slipway.uri("/s")).statusCode()).isEqualTo(404);
      assertThat(destroyed).hasValue(2);
      assertThat(Probe.get(slipway.uri("/s")).statusCode()).isEqualTo(404);
    }
    assertThat(destroyed).hasValue(2);
  }
}
