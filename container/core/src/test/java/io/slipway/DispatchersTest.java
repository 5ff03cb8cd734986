package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servlet 6.1, 9, 10.9, 10.10 and 6.2.4 over HTTP. */
class DispatchersTest {
  private static String paths(HttpServletRequest request) {
    return request.getDispatcherType()
        + " "
        + request.getRequestURI()
        + " "
        + request.getServletPath()
        + " "
        + request.getPathInfo()
        + " "
        + request.getQueryString();
  }

  private static String forwardedFrom(HttpServletRequest request) {
    return request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI)
        + " "
        + request.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH)
        + " "
        + request.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING);
  }

  private static String body(WebappStarter content, String path) throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).webapp("/d", content::build).start()) {
      return Probe.get(slipway.uri(path)).body();
    }
  }

  private interface WebappStarter {
    void build(WebappBuilder webapp);
  }

  @Test
  void aForwardShowsTheNewPathAndRemembersTheOld() throws Exception {
    String body =
        body(
            w ->
                w.servlet(
                        "from",
                        Probe.servlet(
                            (q, s) -> {
                              s.getWriter().print("dropped");
                              q.getRequestDispatcher("to/x?b=2").forward(q, s);
                              s.getWriter().print("too late");
                            }),
                        "/from")
                    .servlet(
                        "to",
                        Probe.servlet(
                            (q, s) ->
                                s.getWriter()
                                    .print(
                                        paths(q)
                                            + "|"
                                            + forwardedFrom(q)
                                            + "|"
                                            + q.getParameter("a")
                                            + q.getParameter("b"))),
                        "/to/*"),
            "/d/from?a=1");
    assertThat(body).isEqualTo("FORWARD /d/to/x /to /x b=2|/d/from /from a=1|12");
  }

  /** Frameworks inject such proxies, and Krazo forwards with what it has been given. */
  @Test
  void whatStandsForTheRequestMayBePassedToADispatcher() throws Exception {
    String body =
        body(
            w ->
                w.servlet(
                        "from",
                        Probe.servlet(
                            (q, s) -> {
                              HttpServletRequest in = proxy(HttpServletRequest.class, q);
                              HttpServletResponse out = proxy(HttpServletResponse.class, s);
                              q.getRequestDispatcher("both").forward(in, out);
                            }),
                        "/from")
                    .servlet(
                        "both",
                        Probe.servlet(
                            (q, s) -> {
                              HttpServletRequest in = proxy(HttpServletRequest.class, q);
                              HttpServletResponse out = proxy(HttpServletResponse.class, s);
                              s.getWriter().print(paths(q) + "|");
                              q.getRequestDispatcher("to/x").include(in, out);
                              q.getRequestDispatcher("to/y")
                                  .include(
                                      new HttpServletRequestWrapper(in),
                                      new HttpServletResponseWrapper(out));
                            }),
                        "/both")
                    .servlet(
                        "to",
                        Probe.servlet(
                            (q, s) ->
                                s.getWriter()
                                    .print(
                                        q.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI)
                                            + "|")),
                        "/to/*"),
            "/d/from");
    assertThat(body).isEqualTo("FORWARD /d/both /both null null|/d/to/x|/d/to/y|");
  }

  private static <T> T proxy(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> method.invoke(target, arguments)));
  }

  /** As the client would resolve it, and as Tomcat and Jetty do. */
  @Test
  void aRedirectOutOfAForwardIsRelativeToWhatTheClientAskedFor() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/d",
                w ->
                    w.servlet(
                            "view",
                            Probe.servlet(
                                (q, s) ->
                                    q.getRequestDispatcher("/hidden/deep/view").forward(q, s)),
                            "/a/view")
                        .servlet(
                            "hidden",
                            Probe.servlet((q, s) -> s.sendRedirect("next?x=1")),
                            "/hidden/deep/view"))
            .start()) {
      assertThat(Probe.get(slipway.uri("/d/a/view")).headers().firstValue("Location"))
          .contains(slipway.uri("/d/a/next?x=1").toString());
    }
  }

  @Test
  void anIncludeKeepsThePathAndCannotTouchTheHead() throws Exception {
    String body =
        body(
            w ->
                w.servlet(
                        "from",
                        Probe.servlet(
                            (q, s) -> {
                              s.getWriter().print("[");
                              q.getRequestDispatcher("/part?b=2").include(q, s);
                              s.getWriter().print("]" + s.getStatus() + s.getHeader("X-Part"));
                            }),
                        "/from")
                    .servlet(
                        "part",
                        Probe.servlet(
                            (q, s) -> {
                              s.setStatus(418);
                              s.setHeader("X-Part", "1");
                              s.getWriter()
                                  .print(
                                      paths(q)
                                          + " "
                                          + q.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI)
                                          + q.getParameter("b"));
                            }),
                        "/part"),
            "/d/from");
    assertThat(body).isEqualTo("[INCLUDE /d/from /from null null /d/part2]200null");
  }

  @Test
  void aNamedDispatchChangesNoPath() throws Exception {
    String body =
        body(
            w ->
                w.servlet(
                        "from",
                        Probe.servlet(
                            (q, s) -> q.getServletContext().getNamedDispatcher("to").forward(q, s)),
                        "/from")
                    .servlet(
                        "to",
                        Probe.servlet(
                            (q, s) ->
                                s.getWriter()
                                    .print(
                                        q.getRequestURI()
                                            + " "
                                            + q.getAttribute(
                                                RequestDispatcher.FORWARD_REQUEST_URI))),
                        "/to"),
            "/d/from");
    assertThat(body).isEqualTo("/d/from null");
  }

  @Test
  void filtersByUrlComeBeforeThoseByServletNameAndOnlyForTheirDispatcherTypes() throws Exception {
    String body =
        body(
            w ->
                w.servlet(
                        "a",
                        Probe.servlet((q, s) -> q.getRequestDispatcher("/b").forward(q, s)),
                        "/a")
                    .servlet(
                        "b",
                        Probe.servlet((q, s) -> s.getWriter().print(q.getAttribute("trail"))),
                        "/b")
                    .onStartup(
                        c -> {
                          for (String name : new String[] {"name", "url", "forwardOnly"}) {
                            c.addFilter(
                                name,
                                (q, s, chain) -> {
                                  Object trail = q.getAttribute("trail");
                                  q.setAttribute(
                                      "trail",
                                      (trail == null ? "" : trail + ",")
                                          + name
                                          + ":"
                                          + q.getDispatcherType());
                                  chain.doFilter(q, s);
                                });
                          }
                          var both = EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD);
                          c.getFilterRegistration("name")
                              .addMappingForServletNames(both, true, "b");
                          c.getFilterRegistration("url").addMappingForUrlPatterns(both, true, "*");
                          c.getFilterRegistration("forwardOnly")
                              .addMappingForUrlPatterns(
                                  EnumSet.of(DispatcherType.FORWARD), true, "/b");
                        }),
            "/d/a");
    assertThat(body).isEqualTo("url:REQUEST,url:FORWARD,forwardOnly:FORWARD,name:FORWARD");
  }

  private static Path errorPages(Path folder) throws IOException {
    WebXml.write(
        folder,
        """
        <error-page><error-code>409</error-code><location>/error?page=409</location></error-page>
        <error-page><exception-type>java.io.IOException</exception-type><location>/error?page=io</location></error-page>
        """);
    return folder;
  }

  @Test
  void errorPagesAnswerForStatusAndException(@TempDir Path temp) throws Exception {
    Path folder = errorPages(temp);
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/e",
                w ->
                    w.folder(folder)
                        .servlet(
                            "conflict",
                            Probe.servlet((q, s) -> s.sendError(409, "busy")),
                            "/conflict")
                        .servlet(
                            "broken",
                            Probe.servlet(
                                (q, s) -> {
                                  throw new ServletException(new FileNotFoundException("gone"));
                                }),
                            "/broken")
                        .servlet(
                            "error",
                            Probe.servlet(
                                (q, s) ->
                                    s.getWriter()
                                        .print(
                                            q.getDispatcherType()
                                                + " "
                                                + q.getParameter("page")
                                                + " "
                                                + q.getAttribute(
                                                    RequestDispatcher.ERROR_STATUS_CODE)
                                                + " "
                                                + q.getAttribute(RequestDispatcher.ERROR_MESSAGE)
                                                + " "
                                                + q.getAttribute(
                                                    RequestDispatcher.ERROR_EXCEPTION_TYPE)
                                                + " "
                                                + q.getAttribute(
                                                    RequestDispatcher.ERROR_SERVLET_NAME)
                                                + " "
                                                + q.getAttribute(
                                                    RequestDispatcher.ERROR_REQUEST_URI))),
                            "/error"))
            .start()) {
      var conflict = Probe.get(slipway.uri("/e/conflict"));
      assertThat(conflict.statusCode()).isEqualTo(409);
      assertThat(conflict.body()).isEqualTo("ERROR 409 409 busy null conflict /e/conflict");
      var broken = Probe.get(slipway.uri("/e/broken"));
      assertThat(broken.statusCode()).isEqualTo(500);
      assertThat(broken.body())
          .isEqualTo("ERROR io 500 gone class java.io.FileNotFoundException broken /e/broken");
    }
  }

  @Test
  void welcomeFilesAreThoseThatAreThereBeforeThoseThatAServletMakes(@TempDir Path folder)
      throws Exception {
    Files.createDirectories(folder.resolve("with"));
    Files.createDirectories(folder.resolve("without"));
    Files.writeString(folder.resolve("with/second.html"), "a file");
    WebXml.write(
        folder,
        """
        <welcome-file-list><welcome-file>first.do</welcome-file><welcome-file>second.html</welcome-file></welcome-file-list>
        """);
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/w",
                w ->
                    w.folder(folder)
                        .servlet(
                            "do", Probe.servlet((q, s) -> s.getWriter().print(paths(q))), "*.do"))
            .start()) {
      assertThat(Probe.get(slipway.uri("/w/with/")).body()).isEqualTo("a file");
      assertThat(Probe.get(slipway.uri("/w/without/")).body())
          .isEqualTo("REQUEST /w/without/ /without/first.do null null");
      var missing = Probe.get(slipway.uri("/w/with"));
      assertThat(missing.statusCode()).isBetween(301, 308);
      assertThat(missing.headers().firstValue("location").orElseThrow()).endsWith("/w/with/");
    }
  }

  @Test
  void aPageWithoutThePagesModuleIsNeverSentAsText(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("secret.jsp"), "<% password %>");
    try (Slipway slipway = Slipway.builder().port(0).webapp("/p", folder).start()) {
      var answer = Probe.get(slipway.uri("/p/secret.jsp"));
      assertThat(answer.statusCode()).isEqualTo(501);
      assertThat(answer.body()).doesNotContain("password");
    }
  }

  @ParameterizedTest
  @CsvSource({"true, /two null /two", "false, none"})
  void otherWebappsAreReachedOnlyWhereThatIsSwitchedOn(boolean on, String answer) throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .crossContext(on)
            .webapp(
                "/one",
                w ->
                    w.servlet(
                        "from",
                        Probe.servlet(
                            (q, s) -> {
                              var other = q.getServletContext().getContext("/two");
                              if (other == null) {
                                s.getWriter().print("none");
                              } else {
                                q.getSession().setAttribute("x", "one");
                                other.getRequestDispatcher("/to").forward(q, s);
                              }
                            }),
                        "/from"))
            .webapp(
                "/two",
                w ->
                    w.servlet(
                        "to",
                        Probe.servlet(
                            (q, s) ->
                                s.getWriter()
                                    .print(
                                        q.getContextPath()
                                            + " "
                                            + q.getSession().getAttribute("x")
                                            + " "
                                            + q.getServletContext().getContextPath())),
                        "/to"))
            .start()) {
      assertThat(Probe.get(slipway.uri("/one/from")).body()).isEqualTo(answer);
    }
  }

  /**
   * A dispatch without a path is to what the container dispatched to last: not to what that request
   * was forwarded to, nor in its webapp.
   */
  @Test
  void aDispatchOutOfAForwardToAnotherWebappGoesBackToTheFirst() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .crossContext(true)
            .webapp(
                "/one",
                w ->
                    w.onStartup(
                        c ->
                            async(
                                c,
                                "/from/*",
                                (q, s) -> {
                                  if (q.getDispatcherType() == DispatcherType.ASYNC) {
                                    s.getWriter()
                                        .print(q.getContextPath() + " " + paths(q) + " " + name(q));
                                  } else {
                                    c.getContext("/two").getRequestDispatcher("/to").forward(q, s);
                                  }
                                })))
            .webapp(
                "/two",
                w ->
                    w.onStartup(
                        c ->
                            async(
                                c,
                                "/to",
                                (q, s) -> {
                                  q.setAttribute("name", c.getContextPath());
                                  q.startAsync().dispatch();
                                })))
            .start()) {
      assertThat(Probe.get(slipway.uri("/one/from/x?a=1")).body())
          .isEqualTo("/one ASYNC /one/from/x /from /x a=1 /two");
    }
  }

  private static Object name(HttpServletRequest request) {
    return request.getAttribute("name");
  }

  private static void async(ServletContext context, String pattern, Probe.Service service) {
    var servlet = context.addServlet(pattern, Probe.servlet(service));
    servlet.addMapping(pattern);
    servlet.setAsyncSupported(true);
  }
}
