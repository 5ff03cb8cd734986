package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.pipeline.CacheHeaderOptions;
import io.slipway.pipeline.CacheHeaderOptions.Rule;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.security.MemoryIdentityStore;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What belongs to one client is kept from caches that others share: RFC 9111, 3.5, 5.2.2 and 7. */
class PersonalResponsesTest {
  @TempDir static Path root;
  @AutoClose private static Slipway slipway;

  /** Of one webapp: its session, and one whose user has logged in. */
  private static String session;

  private static String user;

  /** {@code ?} what it does with the session {@code ;} what it says of caches. */
  static final class Answers extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String[] todo = String.valueOf(request.getQueryString()).split(";", 2);
      switch (todo[0]) {
        case "looks" -> request.getSession(false);
        case "has" -> request.getSession();
        case "asks" -> request.isRequestedSessionIdValid();
        case "sets" -> response.addCookie(new Cookie("a", "b"));
        case "renews" -> request.changeSessionId();
        case "404" -> {
          request.getSession();
          response.setStatus(404);
        }
        case "302" -> {
          request.getSession();
          response.sendRedirect("/");
        }
        case "fails" -> {
          request.getSession();
          response.sendError(404);
        }
        default -> {} // nothing
      }
      if (todo.length > 1) {
        for (String field : todo[1].replace('+', ' ').split("&")) {
          response.addHeader(field.split("=", 2)[0], field.split("=", 2)[1]);
        }
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(root.resolve("member"));
    Files.createDirectories(root.resolve("filtered"));
    for (String name :
        List.of(
            "a.css",
            "app.3f9a2c1b.js",
            "member/a.css",
            "member/app.3f9a2c1b.js",
            "filtered/a.css")) {
      Files.writeString(root.resolve(name), "content");
    }
    WebXml.write(
        root,
        """
        <security-constraint>
          <web-resource-collection><web-resource-name>m</web-resource-name>
            <url-pattern>/member/*</url-pattern></web-resource-collection>
          <auth-constraint><role-name>member</role-name></auth-constraint>
        </security-constraint>
        <login-config><auth-method>FORM</auth-method><form-login-config>
          <form-login-page>/login</form-login-page><form-error-page>/login</form-error-page>
        </form-login-config></login-config>
        <security-role><role-name>member</role-name></security-role>
        """);
    slipway = container(PipelineOptions.DEFAULT);
    session = cookie(ask("GET /app/s?has"));
    user = cookie(ask("GET /app/member/s"));
    user =
        cookie(
            ask(
                "POST /app/j_security_check",
                "Cookie: " + user,
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: 32",
                "",
                "j_username=ann&j_password=secret"));
  }

  private static Slipway container(PipelineOptions pipeline) {
    Filter looks =
        (request, response, chain) -> {
          ((HttpServletRequest) request).getSession(false);
          chain.doFilter(request, response);
        };
    return Slipway.builder()
        .port(0)
        .pipeline(pipeline)
        .identityStore(MemoryIdentityStore.builder().user("ann", "secret", "member").build())
        .webapp(
            "/app",
            app ->
                app.folder(root)
                    .filter("looks", looks, "/filtered/*")
                    .servlet("answers", new Answers(), "/s/*", "/login", "/member/s"))
        .start();
  }

  private static String cookie(Answer answer) {
    return answer.field("Set-Cookie").split(";")[0];
  }

  private static Answer ask(String line, String... lines) throws IOException {
    return ask(slipway, line, lines);
  }

  /**
   * @param lines of the head, and after an empty one of the body; null ones are left out
   */
  private static Answer ask(Slipway container, String line, String... lines) throws IOException {
    try (Socket socket = Wire.connect(container.port())) {
      StringBuilder request =
          new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
      for (String each : lines) {
        request.append(each == null ? "" : each + "\r\n");
      }
      Wire.send(socket, request.append("\r\n").toString());
      return Wire.read(socket.getInputStream(), line.startsWith("HEAD"));
    }
  }

  /** With the options that every container has. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          # client  | target                                      | status | Cache-Control
          # nobody's answer, or one that has not looked whose it is
          nobody    | /app/s                                      | 200 | -
          nobody    | /app/a.css                                  | 200 | -
          nobody    | /app/s?looks                                | 200 | -
          nobody    | /app/s?asks                                 | 200 | -
          session   | /app/s                                      | 200 | -
          session   | /app/s?asks                                 | 200 | -
          session   | /app/a.css                                  | 200 | -
          session   | /app/app.3f9a2c1b.js                        | 200 | public, max-age=31536000, immutable
          stranger  | /app/s?looks                                | 200 | -
          nobody    | /app/filtered/a.css                         | 200 | -
          # a session that was looked at, a cookie that leaves
          session   | /app/s?looks                                | 200 | private
          session   | /app/s?has                                  | 200 | private
          session   | /app/filtered/a.css                         | 200 | private
          nobody    | /app/s?has                                  | 200 | private
          stranger  | /app/s?has                                  | 200 | private
          session   | /app/s?renews                               | 200 | private
          nobody    | /app/s?sets                                 | 200 | private
          nobody    | /app/s?404                                  | 404 | private
          nobody    | /app/s?302                                  | 302 | -
          nobody    | /app/s?fails                                | 404 | no-store
          # whose user is known
          user      | /app/s                                      | 200 | private
          user      | /app/member/s                               | 200 | private
          user      | /app/a.css                                  | 200 | private
          user      | /app/member/a.css                           | 200 | private
          user      | /app/member/app.3f9a2c1b.js                 | 200 | private, max-age=31536000, immutable
          password  | /app/s                                      | 200 | private
          nobody    | /app/member/a.css                           | 200 | no-store
          # what the application says, counts
          session   | /app/s?looks;Cache-Control=max-age=60       | 200 | max-age=60
          nobody    | /app/s?sets;Cache-Control=max-age=60        | 200 | max-age=60
          user      | /app/s?-;Cache-Control=public,+max-age=60   | 200 | public, max-age=60
          user      | /app/s?-;Cache-Control=s-maxage=60          | 200 | s-maxage=60
          user      | /app/s?-;Cache-Control=no-store             | 200 | no-store
          nobody    | /app/s?has;Cache-Control=Public             | 200 | Public
          nobody    | /app/s?has;Cache-Control=private,+max-age=9 | 200 | private, max-age=9
          # but of sessions and users it may not have thought
          nobody    | /app/s?has;Cache-Control=max-age=60         | 200 | max-age=60, private
          session   | /app/s?renews;Cache-Control=max-age=60      | 200 | max-age=60, private
          user      | /app/s?-;Cache-Control=max-age=60           | 200 | max-age=60, private
          user      | /app/s?-;Cache-Control=no-cache&Cache-Control=max-age=0 | 200 | no-cache, max-age=0, private
          user      | /app/s?-;Expires=Thu,+01+Dec+2044+16:00:00+GMT | 200 | private
          """)
  void withoutRules(String client, String target, int status, String expected) throws IOException {
    String before = session;
    for (String method : List.of("GET ", "HEAD ")) {
      Answer answer = ask(method + target, field(client));
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("Cache-Control")).isEqualTo(expected);
      if (target.contains("renews")) {
        session = cookie(answer);
        assertThat(session).isNotEqualTo(before);
      }
    }
  }

  private static String field(String client) {
    return switch (client) {
      case "session" -> "Cookie: " + session;
      case "user" -> "Cookie: " + user;
      case "stranger" -> "Cookie: JSESSIONID=made-up";
      case "password" -> "Authorization: Basic YTpi";
      default -> null;
    };
  }

  /** Of the same webapp, as its path decides. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          a.css | public, max-age=60             | private, max-age=60
          b.css | public, max-age=60, s-maxage=9 | public, max-age=60, s-maxage=9
          c.txt | s-maxage=9, no-cache, x="a, b" | private, no-cache, x="a, b"
          d.txt | no-store, max-age=0            | no-store
          e.txt | private, max-age=60            | private, max-age=60
          f.js  | max-age=60                     | private, max-age=60
          """)
  void aRuleSaysForWhomItHolds(String path, String everybody, String one) throws IOException {
    List<Rule> rules =
        List.of(
            new Rule("/s/b.css", "*", "public, max-age=60, s-maxage=9", null, true),
            new Rule("*.css", "*", "public, max-age=60", null, false),
            new Rule("*/c.txt", "*", "s-maxage=9, no-cache, x=\"a, b\"", null, false),
            new Rule("*/d.txt", "*", "no-store, max-age=0", null, false),
            new Rule("*/e.txt", "*", "private, max-age=60", null, false),
            new Rule("*", "*", null, Duration.ofMinutes(1), false));
    try (Slipway ruled =
        container(
            PipelineOptions.DEFAULT.withCacheHeaders(
                CacheHeaderOptions.DEFAULT.withRules(rules)))) {
      Answer shared = ask(ruled, "GET /app/s/" + path);
      assertThat(shared.field("Cache-Control")).isEqualTo(everybody);
      assertThat(shared.field("Expires") != null).isEqualTo(path.equals("f.js"));
      Answer personal = ask(ruled, "GET /app/s/" + path + "?has");
      assertThat(personal.field("Cache-Control")).isEqualTo(one);
      assertThat(personal.field("Expires")).isNull();
    }
  }
}
