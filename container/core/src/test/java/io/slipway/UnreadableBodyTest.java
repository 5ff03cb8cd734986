package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.Wire;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page for the failure to read a body asks for parameters itself, as many frameworks do. */
class UnreadableBodyTest {
  @TempDir static Path folder;
  @AutoClose private static Slipway slipway;

  @BeforeAll
  static void start() throws Exception {
    WebXml.write(
        folder,
        """
        <error-page><error-code>400</error-code><location>/page</location></error-page>
        """);
    HttpServlet page =
        Probe.servlet(
            (q, s) ->
                s.getWriter()
                    .print(
                        "page "
                            + q.getParameter("a")
                            + q.getParameter("b")
                            + q.getParameterMap().keySet()));
    HttpServlet asks =
        Probe.servlet(
            (q, s) -> {
              assertThatThrownBy(() -> q.getParameter("a"))
                  .isInstanceOf(IllegalStateException.class);
              s.getWriter().print(q.getParameterMap().size());
            });
    HttpServlet parts = Probe.servlet((q, s) -> s.getWriter().print(q.getParts().size()));
    // As Spring Boot does in a WAR, whose error pages no descriptor names
    HttpServlet forwards =
        Probe.servlet(
            (q, s) -> {
              try {
                q.getParameter("a");
              } catch (IllegalStateException e) {
                q.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, 400);
                s.setStatus(400);
                q.getRequestDispatcher("/page").forward(q, s);
                q.removeAttribute(RequestDispatcher.ERROR_STATUS_CODE);
                assertThatThrownBy(q::getParameterMap).isSameAs(e);
              }
            });
    slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                w ->
                    w.folder(folder)
                        .servlet("page", page, "/page")
                        .onStartup(
                            c -> {
                              Map.of("asks", asks, "parts", parts, "forwards", forwards)
                                  .forEach(
                                      (name, servlet) -> {
                                        ServletRegistration.Dynamic added =
                                            c.addServlet(name, servlet);
                                        added.addMapping("/" + name);
                                        added.setMultipartConfig(new MultipartConfigElement(""));
                                      });
                            }))
            .start();
  }

  private static String post(String path, String type, String body) throws Exception {
    return Wire.talk(
        Wire.connect(slipway.port()),
        "POST "
            + path
            + "?a=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/asks", "/parts", "/forwards"})
  void thePageHasWhatCouldBeRead(String path) throws Exception {
    assertThat(post(path, "multipart/form-data", "x"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .endsWith("page 1null[a]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/asks", "/forwards"})
  void soOfAForm(String path) throws Exception {
    assertThat(post(path, "application/x-www-form-urlencoded", "b=%zz"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .endsWith("page 1null[a]");
  }
}
