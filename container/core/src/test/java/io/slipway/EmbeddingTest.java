package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.http.FormLimits;
import io.slipway.http.RequestOptions;
import io.slipway.http.TaskClass;
import io.slipway.http.ThreadStrategy;
import io.slipway.pipeline.AccessLogOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.wire.TestTls;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingTest {
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response
          .getWriter()
          .print(
              "hello "
                  + request.getContextPath()
                  + "|"
                  + request.getServletPath()
                  + "|"
                  + request.getPathInfo());
    }
  }

  @Test
  void aServletWithoutAnyFolderAnswers() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp("/shop", w -> w.servlet("hello", new Hello(), "/hi/*"))
            .start()) {
      assertThat(get(slipway.uri("/shop/hi/x")).body()).isEqualTo("hello /shop|/hi|/x");
      assertThat(get(slipway.uri("/shop/other")).statusCode()).isEqualTo(404);
      assertThat(get(slipway.uri("/other")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aFolderIsServed(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("index.html"), "<p>start</p>");
    Files.createDirectories(folder.resolve("WEB-INF"));
    Files.writeString(folder.resolve("WEB-INF/secret.txt"), "secret");
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", folder).start()) {
      assertThat(get(slipway.uri()).body()).isEqualTo("<p>start</p>");
      assertThat(get(slipway.uri("/WEB-INF/secret.txt")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aContextParameterOfTheEmbedderCountsBeforeTheFolders(@TempDir Path folder) throws Exception {
    WebXml.write(
        folder,
        """
        <context-param><param-name>a</param-name><param-value>descriptor</param-value></context-param>
        <context-param><param-name>b</param-name><param-value>descriptor</param-value></context-param>
        """);
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp("/", w -> w.folder(folder).contextParam("a", "embedder"))
            .start()) {
      ServletContext context = slipway.webapp("/").orElseThrow().servletContext();
      assertThat(context.getInitParameter("a")).isEqualTo("embedder");
      assertThat(context.getInitParameter("b")).isEqualTo("descriptor");
    }
  }

  @Test
  void aWebappMayHaveANameInitializersAndLimitsOfItsOwn(@TempDir Path folder) throws Exception {
    WebXml.write(folder, "<display-name>descriptor</display-name>");
    List<Set<Class<?>>> handled = new ArrayList<>();
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                w ->
                    w.folder(folder)
                        .displayName("Shop")
                        .requestOptions(
                            RequestOptions.DEFAULT.withForms(new FormLimits(1, 100, 1, 100)))
                        .initializer((types, context) -> handled.add(types), Hello.class)
                        .initializer((types, context) -> handled.add(types))
                        .servlet(
                            "count",
                            Probe.servlet(
                                (q, s) -> s.getWriter().print(q.getParameterMap().size())),
                            "/count"))
            .start()) {
      Webapp webapp = slipway.webapp("/").orElseThrow();
      assertThat(webapp.displayName()).isEqualTo("Shop");
      assertThat(webapp.servletContext().getServletContextName()).isEqualTo("Shop");
      assertThat(handled).containsExactly(Set.of(Hello.class), null);
      assertThat(get(slipway.uri("/count?a=1")).body()).isEqualTo("1");
      assertThat(get(slipway.uri("/count?a=1&b=2")).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void theContextWithoutItsSlashIsRedirected(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("index.html"), "start");
    try (Slipway slipway = Slipway.builder().port(0).webapp("/a", folder).start()) {
      HttpResponse<String> answer = get(slipway.uri("/a?x=1"));
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("location")).contains("/a/?x=1");
    }
  }

  @Test
  void twoContainersRunSideBySide() throws Exception {
    try (Slipway one =
            Slipway.builder()
                .port(0)
                .webapp("/one", w -> w.servlet("hello", new Hello(), "/*"))
                .start();
        Slipway two =
            Slipway.builder()
                .port(0)
                .webapp("/two", w -> w.servlet("hello", new Hello(), "/*"))
                .start()) {
      assertThat(get(one.uri("/one/")).statusCode()).isEqualTo(200);
      assertThat(get(one.uri("/two/")).statusCode()).isEqualTo(404);
      assertThat(get(two.uri("/two/")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortInUseIsSaidInOneLine() {
    try (Slipway first = Slipway.builder().port(0).start()) {
      assertThatThrownBy(() -> Slipway.builder().port(first.port()).start())
          .isInstanceOf(ListenException.class)
          .hasMessageContaining("server.port " + first.port() + " is in use or may not be used");
      assertThatThrownBy(
              () ->
                  Slipway.builder()
                      .port(0)
                      .https(first.port(), TestTls.server(), ClientAuth.NONE)
                      .start())
          .isInstanceOf(ListenException.class)
          .hasMessageContaining("tls.port " + first.port() + " is in use or may not be used");
    }
  }

  @Test
  void anAddressThatNobodyHasIsSaidInOneLine() {
    assertThatThrownBy(() -> Slipway.builder().port(0).bind("no name").start())
        .isInstanceOf(ListenException.class)
        .hasMessage("Cannot listen on no name: this name or address is unknown");
    assertThatThrownBy(
            () ->
                Slipway.builder()
                    .port(0)
                    .management(new ManagementOptions("no name", 0, false))
                    .start())
        .isInstanceOf(ListenException.class)
        .hasMessage("Cannot listen on no name: this name or address is unknown");
  }

  /** 192.0.2.0/24 is nobody's: RFC 5737. */
  @Test
  void anAddressOfAnotherMachineIsSaidInOneLine() {
    assertThatThrownBy(() -> Slipway.builder().port(0).bind("192.0.2.1").start())
        .isInstanceOf(ListenException.class)
        .hasMessage("Cannot listen on 192.0.2.1: this machine has no such address");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedWithItsSettingAndTheReason(@TempDir Path folder)
      throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Slipway.builder().port(0).workDirectory(file).start())
        .hasMessageContaining("server.work")
        .hasMessageContaining(file.toString())
        .hasMessageContaining("FileAlreadyExistsException");
    assertThatThrownBy(
            () ->
                Slipway.builder()
                    .port(0)
                    .pipeline(
                        PipelineOptions.DEFAULT.withAccessLog(
                            AccessLogOptions.DEFAULT
                                .withEnabled(true)
                                .withFile(file.resolve("access.log"))))
                    .start())
        .hasMessageContaining("access-log.file")
        .hasMessageContaining("access.log");
  }

  @Test
  void aContainerThatCannotListenLeavesNothingOpen(@TempDir Path temporary) {
    List<String> events = new ArrayList<>();
    ThreadStrategy threads =
        new ThreadStrategy() {
          @Override
          public String describe() {
            return "none";
          }

          @Override
          public void execute(HttpServerExchange exchange, TaskClass kind, Runnable task) {
            throw new RejectedExecutionException();
          }

          @Override
          public void close() {
            events.add("threads closed");
          }
        };
    String before = System.setProperty("java.io.tmpdir", temporary.toString());
    try {
      assertThatThrownBy(() -> Slipway.builder().port(0).bind("no name").threads(threads).start())
          .isInstanceOf(ListenException.class);
    } finally {
      System.setProperty("java.io.tmpdir", before);
    }
    assertThat(events).containsExactly("threads closed");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aWebappThatFailsLeavesNothingRunning() {
    List<String> events = new ArrayList<>();
    ServletContextListener listener =
        new ServletContextListener() {
          @Override
          public void contextDestroyed(ServletContextEvent event) {
            events.add("destroyed");
          }
        };
    assertThatThrownBy(
            () ->
                Slipway.builder()
                    .port(0)
                    .webapp("/good", w -> w.listener(listener))
                    .webapp(
                        "/bad",
                        w ->
                            w.onStartup(
                                c -> c.addServlet("x", "no.such.Servlet").setLoadOnStartup(1)))
                    .start())
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("no.such.Servlet");
    assertThat(events).containsExactly("destroyed");
  }

  @Test
  void aWebappThatFailsMayBeLeftBehind() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .keepGoing(true)
            .webapp("/good", w -> w.servlet("hello", new Hello(), "/*"))
            .webapp(
                "/bad",
                w -> w.onStartup(c -> c.addServlet("x", "no.such.Servlet").setLoadOnStartup(1)))
            .start()) {
      assertThat(get(slipway.uri("/good/")).statusCode()).isEqualTo(200);
      assertThat(slipway.webapp("/bad").orElseThrow().state()).isEqualTo(Webapp.State.FAILED);
      assertThat(slipway.webapp("/bad").orElseThrow().problems()).isNotEmpty();
    }
  }

  @Test
  void contextListenersEndInReverse() {
    List<String> events = new ArrayList<>();
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp("/", w -> w.listener(noting("a", events)).listener(noting("b", events)))
            .start()) {
      assertThat(events).containsExactly("+a", "+b");
      slipway.undeploy("/");
      assertThat(events).containsExactly("+a", "+b", "-b", "-a");
    }
  }

  private static ServletContextListener noting(String name, List<String> events) {
    return new ServletContextListener() {
      @Override
      public void contextInitialized(ServletContextEvent event) {
        events.add("+" + name);
      }

      @Override
      public void contextDestroyed(ServletContextEvent event) {
        events.add("-" + name);
      }
    };
  }

  @Test
  void aContainerIsWhatItsBuilderWasAtTheStart() throws Exception {
    SlipwayBuilder builder =
        Slipway.builder()
            .port(0)
            .webapp(
                "/a",
                a ->
                    a.servlet(
                        "sees",
                        new HttpServlet() {
                          private static final long serialVersionUID = 1L;

                          @Override
                          protected void doGet(
                              HttpServletRequest request, HttpServletResponse response)
                              throws IOException {
                            ServletContext context = getServletContext();
                            response
                                .getWriter()
                                .print(
                                    context.getVirtualServerName()
                                        + " "
                                        + context.getContext("/b"));
                          }
                        },
                        "/sees"))
            .webapp("/b", b -> {});
    try (Slipway slipway = builder.start()) {
      builder.crossContext(true).bind("elsewhere").hostNames("elsewhere");

      assertThat(get(slipway.uri("/a/sees")).body()).isEqualTo("127.0.0.1 null");
    }
  }

  /** Javadoc of {@code AsyncContext.start}: the container hands on what belongs to the webapp. */
  @Test
  void aTaskOfAnAsynchronousRequestHasTheLoaderOfItsWebapp() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                w ->
                    w.servlet(
                        "x",
                        Probe.servlet(
                            (q, s) -> {
                              AsyncContext async = q.startAsync();
                              async.start(
                                  () -> {
                                    s.setHeader(
                                        "Own",
                                        String.valueOf(
                                            Thread.currentThread().getContextClassLoader()
                                                == q.getServletContext().getClassLoader()));
                                    async.complete();
                                  });
                            }),
                        "/x"))
            .start()) {
      assertThat(Probe.get(slipway.uri("/x")).headers().firstValue("Own")).contains("true");
    }
  }
}
