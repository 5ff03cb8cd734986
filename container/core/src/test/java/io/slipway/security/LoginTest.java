package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.WebXml;
import io.slipway.wire.Wire;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servlet 6.1, 13.6, over HTTP. */
class LoginTest {
  private static final MemoryIdentityStore USERS =
      MemoryIdentityStore.builder()
          .user("alice", "wönder", "admin")
          .user("bob", "builder", "staff")
          .build();

  @TempDir Path folder;
  private Slipway slipway;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  @AfterEach
  void stop() {
    if (slipway != null) {
      slipway.close();
    }
  }

  /** Says who asks and what came with it. */
  public static final class WhoAmI extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain;charset=UTF-8");
      response
          .getWriter()
          .printf(
              "%s %s as %s by %s admin=%s text=%s header=%s",
              request.getMethod(),
              request.getRequestURI(),
              request.getRemoteUser(),
              request.getAuthType(),
              request.isUserInRole("admin"),
              request.getParameter("text"),
              request.getHeader("X-Kept"));
    }
  }

  /** Logs in and out by code. */
  public static final class ByCode extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      if (request.getParameter("session") != null) {
        response.setHeader("Before", request.getSession().getId());
      }
      if (request.getParameter("out") != null) {
        request.logout();
      } else if (request.getRemoteUser() == null) {
        try {
          request.login(request.getParameter("name"), request.getParameter("password"));
        } catch (ServletException refused) {
          response.setHeader("Refused", "yes");
        }
      }
      response.getWriter().print(Objects.toString(request.getRemoteUser()));
    }
  }

  /** Which of the special names of roles the user has, and what a second login comes to. */
  public static final class Roles extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.isUserInRole("*") + " " + request.isUserInRole("**"));
      if (request.getRemoteUser() != null) {
        try {
          request.login("bob", "builder");
        } catch (ServletException refused) {
          response.getWriter().print(" refused");
        }
        response.getWriter().print(" " + request.getRemoteUser());
      }
    }
  }

  private void start(String loginConfig) throws IOException {
    WebXml.write(
        folder,
        """
        <security-constraint>
          <web-resource-collection><web-resource-name>a</web-resource-name>
            <url-pattern>/admin/*</url-pattern></web-resource-collection>
          <auth-constraint><role-name>admin</role-name></auth-constraint>
        </security-constraint>
        <security-constraint>
          <web-resource-collection><web-resource-name>n</web-resource-name>
            <url-pattern>/nobody/*</url-pattern></web-resource-collection>
          <auth-constraint/>
        </security-constraint>
        <security-constraint>
          <web-resource-collection><web-resource-name>s</web-resource-name>
            <url-pattern>/secret/*</url-pattern></web-resource-collection>
          <user-data-constraint><transport-guarantee>CONFIDENTIAL</transport-guarantee></user-data-constraint>
        </security-constraint>
        %s
        <security-role><role-name>admin</role-name></security-role>
        """
            .formatted(loginConfig));
    Files.writeString(folder.resolve("login.html"), "please log in");
    Files.writeString(folder.resolve("wrong.html"), "wrong password");
    slipway =
        Slipway.builder()
            .port(0)
            .identityStore(USERS)
            .maxSavedBody(80_000)
            .webapp(
                "/app",
                app ->
                    app.folder(folder)
                        .classLoader(LoginTest.class.getClassLoader())
                        .servlet(WhoAmI.class, "/admin/*", "/open", "/nobody/x", "/secret/x")
                        .servlet(Roles.class, "/roles")
                        .servlet(ByCode.class, "/code"))
            .start();
  }

  private static String config(String method) {
    return "<login-config><auth-method>"
        + method
        + "</auth-method><realm-name>r\"ealm</realm-name></login-config>";
  }

  private static final String FORM =
      "<login-config><auth-method>FORM</auth-method><form-login-config>"
          + "<form-login-page>/login.html</form-login-page><form-error-page>/wrong.html</form-error-page>"
          + "</form-login-config></login-config>";

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return browser.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(slipway.uri("/app" + path));
  }

  private HttpRequest.Builder form(String path, String body) {
    return to(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }

  private static String basic(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void basicChallengesAndLetsTheRightUserIn() throws Exception {
    start(config("BASIC"));
    HttpResponse<String> challenge = send(to("/admin/x"));
    assertThat(challenge.statusCode()).isEqualTo(401);
    assertThat(challenge.headers().allValues("WWW-Authenticate"))
        .containsExactly("Basic realm=\"r\\\"ealm\", charset=\"UTF-8\"");

    assertThat(send(to("/admin/x").header("Authorization", basic("alice:wönder"))).body())
        .startsWith("GET /app/admin/x as alice by BASIC admin=true");
    assertThat(send(to("/admin/x").header("Authorization", basic("alice:wrong"))).statusCode())
        .isEqualTo(401);
    assertThat(send(to("/admin/x").header("Authorization", basic("bob:builder"))).statusCode())
        .isEqualTo(403);
    assertThat(send(to("/admin/x").header("Authorization", "Basic %%%")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void credentialsCountWhereNoneAreNeededAndWrongOnesDoNoHarm() throws Exception {
    start(config("BASIC"));
    assertThat(send(to("/open").header("Authorization", basic("bob:builder"))).body())
        .contains("as bob by BASIC");
    assertThat(send(to("/open").header("Authorization", basic("bob:wrong"))).body())
        .contains("as null");
    assertThat(send(to("/open")).body()).contains("as null");
  }

  /** 13.3: two asterisks are whoever has logged in, unless the webapp has a role of that name. */
  @ParameterizedTest
  @CsvSource({
    "'', false true refused alice",
    "<security-role><role-name>**</role-name></security-role>, false false refused alice"
  })
  void theNamesOfAsterisksAreNoOrdinaryRoles(String role, String answer) throws Exception {
    start(config("BASIC") + role);
    assertThat(send(to("/roles")).body()).isEqualTo("false false");
    assertThat(send(to("/roles").header("Authorization", basic("alice:wönder"))).body())
        .isEqualTo(answer);
  }

  @Test
  void nobodyPassesAnEmptyAuthConstraint() throws Exception {
    start(config("BASIC"));
    assertThat(send(to("/nobody/x").header("Authorization", basic("alice:wönder"))).statusCode())
        .isEqualTo(403);
  }

  @Test
  void aProtectedPathHasNoSecondSpelling() throws Exception {
    start(config("BASIC"));
    for (String path :
        List.of(
            "/admin/x",
            "/%61dmin/x",
            "/admin;a=b/x",
            "/./admin/x",
            "/open/../admin/x",
            "//admin/x")) {
      URI uri = URI.create(slipway.uri("/").toString().replaceAll("/$", "") + "/app" + path);
      assertThat(send(HttpRequest.newBuilder(uri)).statusCode()).as(path).isIn(400, 401, 404);
    }
  }

  @Test
  void digestLetsTheRightUserIn() throws Exception {
    start(config("DIGEST"));
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    credentials.setCredentials(
        new AuthScope(null, -1), new UsernamePasswordCredentials("bob", "builder".toCharArray()));
    try (var client = HttpClients.custom().setDefaultCredentialsProvider(credentials).build()) {
      int status = client.execute(new HttpGet(slipway.uri("/app/admin/x")), r -> r.getCode());
      assertThat(status).isEqualTo(403);
    }
    HttpResponse<String> challenge = send(to("/admin/x"));
    assertThat(challenge.statusCode()).isEqualTo(401);
    assertThat(challenge.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Digest ");
  }

  @Test
  void confidentialIsRefusedWhereThereIsNoTls() throws Exception {
    start(config("BASIC"));
    assertThat(send(to("/secret/x")).statusCode()).isEqualTo(403);
  }

  @Test
  void formShowsTheLoginPageAndGoesOnWithWhatWasAsked() throws Exception {
    start(FORM);
    assertThat(send(to("/admin/x?text=a")).body()).isEqualTo("please log in");
    assertThat(send(form("/j_security_check", "j_username=alice&j_password=w%C3%B6nder")).body())
        .startsWith("GET /app/admin/x as alice by FORM admin=true text=a");
    assertThat(send(to("/open")).body()).contains("as alice by FORM");
  }

  /** What begins with two slashes would name a host in the Location. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example/../app/admin/x",
        "///evil.example/../app/admin/x",
        "//evil.example/a/../../app/admin/x?a=b",
        "//app/admin/x",
        "/app//admin/x"
      })
  void aLoginLeadsToNoOtherHost(String target) throws Exception {
    start(FORM);
    String asked =
        Wire.talk(
            Wire.connect(slipway.port()),
            "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(asked).startsWith("HTTP/1.1 200 ").endsWith("please log in");
    Matcher session = Pattern.compile("JSESSIONID=[^;]+").matcher(asked);
    assertThat(session.find()).isTrue();
    String form = "j_username=alice&j_password=w%C3%B6nder";
    String after =
        Wire.talk(
            Wire.connect(slipway.port()),
            "POST /app/j_security_check HTTP/1.1\r\nHost: h\r\nConnection: close\r\nCookie: "
                + session.group()
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + form.length()
                + "\r\n\r\n"
                + form);
    assertThat(after).startsWith("HTTP/1.1 303 ").contains("\r\nLocation: http://h/");
  }

  @Test
  void formPlaysBackWhatWasPosted() throws Exception {
    start(FORM);
    assertThat(send(form("/admin/x", "text=kept").header("X-Kept", "yes")).body())
        .isEqualTo("please log in");
    assertThat(
            send(form("/admin/j_security_check", "j_username=alice&j_password=w%C3%B6nder")).body())
        .isEqualTo("POST /app/admin/x as alice by FORM admin=true text=kept header=yes");
    assertThat(send(to("/admin/x")).body()).startsWith("GET /app/admin/x as alice");
  }

  @Test
  void formGivesANewSessionIdAndShowsTheErrorPage() throws Exception {
    start(FORM);
    send(to("/admin/x"));
    String before = session();
    assertThat(send(form("/j_security_check", "j_username=alice&j_password=wrong")).body())
        .isEqualTo("wrong password");
    assertThat(send(to("/admin/x")).body()).isEqualTo("please log in");
    send(form("/j_security_check", "j_username=alice&j_password=w%C3%B6nder"));
    assertThat(session()).isNotEqualTo(before);
  }

  @Test
  void aLoginThatNobodyAskedForGoesToTheStart() throws Exception {
    start(FORM);
    Files.writeString(folder.resolve("index.html"), "start");
    assertThat(send(form("/j_security_check", "j_username=alice&j_password=w%C3%B6nder")).body())
        .isEqualTo("start");
    assertThat(send(form("/j_security_check", "")).body()).isEqualTo("wrong password");
  }

  /** Where the browser stands after a login that has failed. */
  @Test
  void theActionLoadedAgainLeadsBackToTheLoginPage() throws Exception {
    start(FORM);
    Files.writeString(folder.resolve("index.html"), "start");
    assertThat(send(to("/j_security_check?j_username=alice&j_password=w%C3%B6nder")).body())
        .as("nobody logs in by a link")
        .isEqualTo("start");
    send(to("/admin/x"));
    send(form("/admin/j_security_check", "j_username=alice&j_password=wrong"));
    HttpResponse<String> again = send(to("/admin/j_security_check"));
    assertThat(again.body()).isEqualTo("please log in");
    assertThat(again.uri().getPath()).isEqualTo("/app/admin/x");
  }

  @Test
  void aBodyTooLargeToBeKeptIs413() throws Exception {
    start(FORM);
    assertThat(send(form("/admin/x", "text=" + "x".repeat(100_000))).statusCode()).isEqualTo(413);
    assertThat(send(form("/admin/x", "text=" + "x".repeat(70_000))).body())
        .isEqualTo("please log in");
  }

  @Test
  void codeLogsInForTheSessionWithANewIdAndOut() throws Exception {
    start(config("BASIC"));
    assertThat(send(to("/code?name=bob&password=wrong")).headers().firstValue("Refused"))
        .contains("yes");
    assertThat(send(to("/code")).headers().firstValue("Refused")).contains("yes");
    HttpResponse<String> in = send(to("/code?session&name=bob&password=builder"));
    assertThat(in.body()).isEqualTo("bob");
    HttpResponse<String> again = send(to("/code?session&name=bob&password=builder"));
    assertThat(again.body()).isEqualTo("bob");
    assertThat(send(to("/open")).body()).contains("as bob");
    assertThat(send(to("/code?out")).body()).isEqualTo("null");
    assertThat(send(to("/open")).body()).contains("as null");
  }

  private String session() {
    return cookies.getCookieStore().getCookies().stream()
        .filter(c -> c.getName().equals("JSESSIONID"))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
