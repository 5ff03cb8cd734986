package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.resource.FileOptions;
import io.slipway.spi.UpgradeFilter;
import io.slipway.wire.Wire.Answer;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands before static files: filters, listeners, constraints, and their names. */
class GuardedFilesTest extends StaticFilesFixture {
  @Test
  void whoeverStandsInFrontIsAsked() throws IOException {
    AtomicInteger heard = new AtomicInteger();
    start(
        FileOptions.DEFAULT,
        app ->
            app.listener(
                new ServletRequestListener() {
                  @Override
                  public void requestInitialized(ServletRequestEvent event) {
                    heard.incrementAndGet();
                  }
                }));
    assertThat(isServlets("GET /small.txt")).isTrue();
    assertThat(heard).hasValue(2);
    assertThat(isServlets("GET /filtered/small.txt")).isTrue();
  }

  @Test
  void aFilterOfSomePathsConcernsThoseAlone() throws IOException {
    start(FileOptions.DEFAULT, app -> app.filter("scripts", PASS, "*.js"));
    assertThat(isServlets("GET /app.js")).isTrue();
    assertThat(isServlets("GET /small.txt")).isFalse();
  }

  @Test
  void aFilterOfUpgradesConcernsThoseAlone() throws IOException {
    UpgradeFilter teapot =
        (request, response, chain) -> {
          if (((HttpServletRequest) request).getHeader("Upgrade") == null) {
            chain.doFilter(request, response);
          } else {
            ((HttpServletResponse) response).sendError(418);
          }
        };
    start(
        FileOptions.DEFAULT,
        app -> app.filter("scripts", PASS, "*.js").filter("teapot", teapot, "/*"));
    assertThat(known("GET /small.txt").text()).isEqualTo("0123456789");
    for (String field : List.of("Upgrade: tea", "upgrade: TEA", "Upgrade:")) {
      assertThat(ask("GET /small.txt", field).status()).isEqualTo(418);
      assertThat(ask("HEAD /small.txt", field).status()).isEqualTo(418);
    }
    assertThat(isServlets("GET /app.js")).as("behind another one").isTrue();
    assertThat(ask("GET /app.js").text()).isEqualTo(SCRIPT);
  }

  private static HttpServlet forwardTo(String path) {
    return Probe.servlet((q, s) -> q.getRequestDispatcher(path).forward(q, s));
  }

  @Test
  void constraintsHold() throws IOException {
    WebXml.write(
        root,
        """
        <security-constraint>
          <web-resource-collection>
            <web-resource-name>closed</web-resource-name>
            <url-pattern>/closed/*</url-pattern>
          </web-resource-collection>
          <auth-constraint/>
        </security-constraint>
        """);
    file("closed/a.txt", "closed");
    start(FileOptions.DEFAULT, app -> app.servlet("open", forwardTo("/closed/a.txt"), "/open"));
    assertThat(ask("GET /open").text()).isEqualTo("closed");
    assertThat(ask("GET /closed/a.txt").status()).isEqualTo(403);
    assertThat(known("GET /small.txt").status()).isEqualTo(200);
  }

  /** The welcome file itself may be open to all: what was asked for is the folder. */
  @Test
  void aWelcomeFileOpensNoFolderThatIsClosed() throws IOException {
    WebXml.write(
        root,
        """
        <security-constraint>
          <web-resource-collection>
            <web-resource-name>closed</web-resource-name>
            <url-pattern>/closed/</url-pattern>
          </web-resource-collection>
          <auth-constraint/>
        </security-constraint>
        """);
    file("closed/index.html", "closed");
    start(FileOptions.DEFAULT, app -> {});
    for (String field : List.of("Accept: */*", "Cookie: a=b")) {
      assertThat(ask("GET /closed/index.html", field).text()).isEqualTo("closed");
      assertThat(ask("GET /closed/", field).status()).as(field).isEqualTo(403);
    }
  }

  @Test
  void whatIsOnlyForwardedToIsNotOpen() throws IOException {
    start(
        FileOptions.DEFAULT, app -> app.servlet("open", forwardTo("/WEB-INF/secret.txt"), "/open"));
    assertThat(ask("GET /open").text()).isEqualTo("secret");
    assertThat(ask("GET /WEB-INF/secret.txt").status()).isEqualTo(404);
  }

  @Test
  void aFilterThatChangesTheContentSeesIt() throws IOException {
    start(
        FileOptions.DEFAULT,
        app ->
            app.filter(
                "shout",
                (request, response, chain) -> {
                  ByteArrayOutputStream seen = new ByteArrayOutputStream();
                  chain.doFilter(request, new Collecting((HttpServletResponse) response, seen));
                  String text = seen.toString(StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
                  response.setContentLength(text.length());
                  response.getOutputStream().print(text);
                },
                "/*"));
    ask("GET /filtered/app.js", "Accept-Encoding: gzip");
    Answer answer = ask("GET /app.js", "Accept-Encoding: gzip");
    assertThat(answer.unzipped()).isEqualTo(SCRIPT.toUpperCase(Locale.ROOT));
  }

  private static final class Collecting extends HttpServletResponseWrapper {
    private final ByteArrayOutputStream seen;

    Collecting(HttpServletResponse response, ByteArrayOutputStream seen) {
      super(response);
      this.seen = seen;
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return new ServletOutputStream() {
        @Override
        public void write(int b) {
          seen.write(b);
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /WEB-INF                        | 404
          /WEB-INF/                       | 404
          /WEB-INF/secret.txt             | 404
          /web-inf/secret.txt             | 404
          /Web-Inf/secret.txt             | 404
          /META-INF/MANIFEST.MF           | 404
          /%57EB-INF/secret.txt           | 404
          /WEB%2DINF/secret.txt           | 404
          /./WEB-INF/secret.txt           | 404
          //WEB-INF/secret.txt            | 404
          /x/../WEB-INF/secret.txt        | 404
          /WEB-INF;x=y/secret.txt         | 404
          /WEB-INF./secret.txt            | 404
          /WEB-INF%20/secret.txt          | 404
          /WEB-IN~1/secret.txt            | 404
          /WEB-INF::$INDEX_ALLOCATION/secret.txt | 404
          /small.txt::$DATA               | 404
          /small.txt.                     | 404
          /small.txt/                     | 404
          /small.txt%20                   | 404
          /SMALL.TXT                      | 404
          /SMALL~1.TXT                    | 404
          /WEB-INF%2Fsecret.txt           | 400
          /WEB-INF%5Csecret.txt           | 400
          /WEB-INF\\secret.txt             | 400
          /small.txt%00                   | 400
          /WEB-INF%00/secret.txt          | 400
          /small.txt%00.html              | 400
          /%2e/WEB-INF/secret.txt         | 400
          /x/%2e%2e/WEB-INF/secret.txt    | 400
          /..;/WEB-INF/secret.txt         | 400
          /../small.txt                   | 400
          /%c0%afWEB-INF/secret.txt       | 400
          /WEB-INF%                       | 400
          """)
  void aFileHasOneNameAndWebInfNone(String path, int status) throws IOException {
    start();
    known("GET /small.txt");
    assertThat(ask("GET " + path).status()).isEqualTo(status);
    // "/filtered/../small.txt" is a good name of the file at the root
    if (!path.startsWith("/../")) {
      assertThat(ask("GET /filtered" + path).status()).isEqualTo(status);
    }
  }

  @Test
  void anErrorPageIsSentWhole() throws IOException {
    WebXml.write(
        root,
        """
        <error-page><error-code>404</error-code><location>/small.txt</location></error-page>
        """);
    start();
    known("GET /small.txt");
    Answer answer = ask("GET /none", "If-None-Match: *", "Range: bytes=0-1");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("0123456789");
  }

  /** As GZIP filters and the like did before Servlet 3.1 asked for isReady. */
  private static final class NeverReady extends ServletOutputStream {
    private final ServletOutputStream out;

    NeverReady(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aFilterMayWrapTheStreamAndKnowNothingOfReadiness() throws Exception {
    Filter wraps =
        (request, response, chain) ->
            chain.doFilter(
                request,
                new HttpServletResponseWrapper((HttpServletResponse) response) {
                  @Override
                  public ServletOutputStream getOutputStream() throws IOException {
                    return new NeverReady(super.getOutputStream());
                  }
                });
    start(FileOptions.DEFAULT, app -> app.filter("wraps", wraps, "/*"));
    assertThat(ask("GET /small.txt").text()).isEqualTo("0123456789");
    assertThat(ask("GET /app.js").text()).isEqualTo(SCRIPT);
  }
}
