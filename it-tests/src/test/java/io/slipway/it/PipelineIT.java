package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code conf/slipway.yaml} and {@code WEB-INF/slipway.yaml} say about what stands in front of
 * the webapps, in the distribution.
 */
class PipelineIT {
  private static final String LARGE = "x".repeat(5000);

  @TempDir Path folder;

  private Path conf(String yaml) throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("slipway.yaml"), yaml);
    return conf;
  }

  @Test
  void oneStageForAllAndOffForOne() throws Exception {
    Path apps = folder.resolve("apps");
    WebappFolder.at(apps.resolve("on")).file("a.txt", LARGE);
    WebappFolder.at(apps.resolve("off"))
        .file("a.txt", LARGE)
        .file(
            "WEB-INF/slipway.yaml",
            "compression:\n  enabled: false\ncache-headers:\n  rules:\n    - path: /a.txt\n      max-age: 5m\n");
    Path conf =
        conf("cache-headers:\n  rules:\n    - path: \"*.txt\"\n      cache-control: max-age=60\n");
    try (SlipwayProcess process = SlipwayProcess.serving(apps, "--conf", conf);
        Http http = new Http()) {
      Http.Answer on = http.get(process.uri("/on/a.txt"), "Accept-Encoding", "gzip");
      assertThat(on.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(on.header("Cache-Control")).isEqualTo("max-age=60");
      Http.Answer off = http.get(process.uri("/off/a.txt"), "Accept-Encoding", "gzip");
      assertThat(off.header("Content-Encoding")).isEmpty();
      assertThat(off.header("Cache-Control")).contains("max-age=300");
    }
  }

  @Test
  void aMistakeInAWebappsFileIsAProblemOfThatWebapp() throws Exception {
    WebappFolder.at(folder.resolve("apps/wrong"))
        .file("WEB-INF/slipway.yaml", "compresion:\n  enabled: false\n");
    SlipwayProcess process =
        SlipwayProcess.finished("run", folder.resolve("apps").toString(), "--port", "0");
    assertThat(process.exitCode()).isEqualTo(1);
    assertThat(process.err())
        .contains(
            "WEB-INF/slipway.yaml:1: there is no setting \"compresion\" (did you mean \"compression\"?)");
  }

  @Test
  void theAccessLogIsTheCombinedOne() throws Exception {
    WebappFolder.at(folder.resolve("app")).file("a.txt", "hello");
    Path log = folder.resolve("access.log");
    Path conf = conf("access-log:\n  enabled: true\n  file: " + log + "\n");
    try (SlipwayProcess process = SlipwayProcess.serving(folder.resolve("app"), "--conf", conf);
        Http http = new Http()) {
      http.get(
          process.uri("/a.txt?x=1"), "Referer", "http://there/", "User-Agent", "it \"quoted\"");
      process.terminate();
      assertThat(process.exitCode()).isEqualTo(143);
    }
    assertThat(Files.readString(log))
        .matches(
            "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:[\\d:]{8} [+-]\\d{4}] \"GET /a\\.txt\\?x=1 HTTP/1\\.1\" 200 5 \"http://there/\" \"it .*quoted.*\"\\R");
  }

  @Test
  void cookiesGetWhatTheRulesSay() throws Exception {
    WebappFolder.at(folder.resolve("app"))
        .servlet(
            "Set",
            "/set",
            "response.addCookie(new Cookie(\"APPX\", \"1\")); response.addCookie(new Cookie(\"other\", \"1\")); request.getSession();");
    Path conf =
        conf(
            "cookies:\n  rules:\n    - {name: \"APP*\", secure: always, http-only: true, same-site: strict}\n    - {name: JSESSIONID, secure: always}\n");
    try (SlipwayProcess process = SlipwayProcess.serving(folder.resolve("app"), "--conf", conf);
        Http http = new Http()) {
      var cookies = http.get(process.uri("/set")).headers().get("set-cookie");
      assertThat(cookies)
          .anySatisfy(
              c ->
                  assertThat(c)
                      .startsWith("APPX=1")
                      .contains("Secure", "HttpOnly", "SameSite=Strict"));
      assertThat(cookies).anySatisfy(c -> assertThat(c).isEqualTo("other=1"));
      assertThat(cookies)
          .anySatisfy(
              c ->
                  assertThat(c)
                      .startsWith("JSESSIONID=")
                      .contains("SameSite=Lax", "HttpOnly", "Secure"));
    }
  }

  @Test
  void aBrokenCookieCostsOnlyItself() throws Exception {
    WebappFolder.at(folder.resolve("app"))
        .servlet(
            "Get",
            "/get",
            "for (Cookie c : request.getCookies()) response.getWriter().print(c.getName() + '=' + c.getValue() + ' ');");
    try (SlipwayProcess process = SlipwayProcess.serving(folder.resolve("app"))) {
      String answer =
          Http.raw(
              process.port(),
              "GET /get HTTP/1.1\r\nHost: x\r\nCookie: a=1; =broken; b=\"2; c=3\r\nConnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200").contains("a=1").contains("c=3");
    }
  }

  @Test
  void limitsAnswerReadably() throws Exception {
    WebappFolder.at(folder.resolve("app"))
        .servlet(
            "Read",
            "/read",
            "response.getWriter().print(request.getInputStream().readAllBytes().length);");
    try (SlipwayProcess process =
            SlipwayProcess.serving(
                folder.resolve("app"),
                "--set",
                "limits.max-body-size=1KB",
                "--set",
                "limits.max-header-size=4KB");
        Http http = new Http()) {
      assertThat(
              http.post(
                      process.uri("/read"),
                      new org.apache.hc.core5.http.io.entity.ByteArrayEntity(new byte[1024], null))
                  .text())
          .isEqualTo("1024");
      assertThat(
              http.post(
                      process.uri("/read"),
                      new org.apache.hc.core5.http.io.entity.ByteArrayEntity(new byte[1025], null))
                  .status())
          .isEqualTo(413);
      assertThat(http.get(process.uri("/read"), "X-Long", "y".repeat(8000)).status())
          .isEqualTo(431);
      process.terminate();
      process.exitCode();
      assertThat(process.err()).contains("limits.max-body-size");
    }
  }

  @Test
  void forwardedHeadersAreBelievedFromTrustedPeersOnly() throws Exception {
    WebappFolder.at(folder.resolve("app"))
        .servlet(
            "Who",
            "/who",
            "response.getWriter().print(request.getScheme() + ' ' + request.getRemoteAddr() + ' ' + request.getHeader(\"X-Forwarded-For\"));");
    String[] headers = {"X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https"};
    try (SlipwayProcess process =
            SlipwayProcess.serving(
                folder.resolve("app"),
                "--set",
                "forwarded.enabled=true",
                "--set",
                "forwarded.headers=x-forwarded");
        Http http = new Http()) {
      assertThat(http.get(process.uri("/who"), headers).text()).startsWith("https 192.0.2.7");
    }
    try (SlipwayProcess process =
            SlipwayProcess.serving(
                folder.resolve("app"),
                "--set",
                "forwarded.enabled=true",
                "--set",
                "forwarded.headers=x-forwarded",
                "--set",
                "forwarded.trusted=192.0.2.1");
        Http http = new Http()) {
      assertThat(http.get(process.uri("/who"), headers).text()).isEqualTo("http 127.0.0.1 null");
    }
  }
}
