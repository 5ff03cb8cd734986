package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Software that nobody here wrote, from exploded folders that the build puts together. */
class ForeignSoftwareIT {
  private static final Path WEBAPPS = Path.of("target/webapps").toAbsolutePath();

  @Test
  void h2ConsoleLogsInAndRunsAQuery() throws Exception {
    try (SlipwayProcess process =
            SlipwayProcess.serving(WEBAPPS.resolve("h2"), "--context", "/db");
        Http http = new Http()) {
      URI console = process.uri("/db/console/");
      String start = http.get(console).text();
      Matcher session = Pattern.compile("jsessionid=(\\w+)").matcher(start);
      assertThat(session.find()).as(start).isTrue();
      String id = "?jsessionid=" + session.group(1);
      assertThat(http.get(console.resolve("login.jsp" + id)).text()).contains("H2 Console");
      Http.Answer login =
          http.postForm(
              console.resolve("login.do" + id),
              Map.of(
                  "driver",
                  "org.h2.Driver",
                  "url",
                  "jdbc:h2:mem:it",
                  "user",
                  "sa",
                  "password",
                  "",
                  "language",
                  "en",
                  "setting",
                  "Generic H2 (Embedded)"));
      assertThat(login.status()).isEqualTo(200);
      assertThat(login.text()).contains("header.jsp");
      Http.Answer result =
          http.postForm(
              console.resolve("query.do" + id),
              Map.of("sql", "SELECT 6 * 7 AS ANSWER, 'gr\u00fcn' AS COLOUR"));
      assertThat(result.text()).contains("ANSWER", "<td>42</td>", "gr&#252;n");
    }
  }

  @Test
  void aWebjarIsServedFromItsJar() throws Exception {
    String version = System.getProperty("bootstrap.version");
    try (SlipwayProcess process = SlipwayProcess.serving(WEBAPPS.resolve("webjar"));
        Http http = new Http()) {
      assertThat(http.get(process.uri("/")).text()).contains("WebJar");
      URI css = process.uri("/webjars/bootstrap/" + version + "/css/bootstrap.min.css");
      Http.Answer answer = http.get(css);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).startsWith("text/css");
      assertThat(answer.text()).contains("Bootstrap");
      assertThat(http.get(css, "If-None-Match", answer.header("ETag")).status()).isEqualTo(304);
      assertThat(http.get(css, "Accept-Encoding", "gzip").header("Content-Encoding"))
          .isEqualTo("gzip");
      assertThat(
              http.get(
                      process.uri(
                          "/META-INF/resources/webjars/bootstrap/"
                              + version
                              + "/css/bootstrap.min.css"))
                  .status())
          .isEqualTo(404);
    }
  }
}
