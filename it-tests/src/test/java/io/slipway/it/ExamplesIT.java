package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What ships in {@code webapps/}, as somebody sees it who starts the distribution without an
 * argument.
 */
class ExamplesIT {
  @AutoClose private static SlipwayProcess slipway;
  @AutoClose private final Http http = new Http();

  @BeforeAll
  static void start() throws Exception {
    slipway = SlipwayProcess.serving();
  }

  private static URI example(String path) throws Exception {
    return slipway.uri("/examples/" + path);
  }

  private static String crc(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }

  @Test
  void theStartPageListsWhatIsDeployed() throws Exception {
    Http.Answer page = http.get(slipway.uri("/"));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).contains("href=\"/examples/\"").contains("Servlets by example");
    assertThat(http.get(slipway.uri("/start.css")).header("Content-Type")).startsWith("text/css");
  }

  @Test
  void everyExampleHasItsPage() throws Exception {
    String gallery = http.get(example("")).text();
    try (Stream<Path> pages =
        Files.list(SlipwayProcess.DISTRIBUTION.resolve("webapps/examples/WEB-INF/pages"))) {
      for (Path page : pages.sorted().toList()) {
        String name = page.getFileName().toString().replace(".html", "");
        assertThat(gallery).contains("show/" + name);
        Http.Answer answer = http.get(example("show/" + name));
        assertThat(answer.status()).as(name).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
      }
    }
  }

  @Test
  void helloAndEcho() throws Exception {
    assertThat(http.get(example("hello")).status()).isEqualTo(200);
    Http.Answer echo = http.get(example("echo/a%20b?x=%3Cscript%3E"), "X-Own", "<b>seen</b>");
    assertThat(echo.status()).isEqualTo(200);
    assertThat(echo.text()).contains("&lt;b&gt;seen").doesNotContain("<b>seen", "<script>");
  }

  @Test
  void formFieldsComeFromQueryAndBody() throws Exception {
    Http.Answer answer =
        http.postForm(example("form?colour=gr%C3%BCn"), Map.of("colour", "<i>ä</i>"));
    assertThat(answer.text())
        .contains("Fields of a POST")
        .contains("grün")
        .contains("&lt;i&gt;ä")
        .doesNotContain("<i>ä");
  }

  @Test
  void jsonInAndOut() throws Exception {
    Http.Answer answer =
        http.post(
            example("json"),
            new StringEntity("{\"items\": [\"rope\", \"lamp\"]}", ContentType.APPLICATION_JSON));
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.text()).contains("20.5");
    assertThat(
            http.post(example("json"), new StringEntity("{", ContentType.APPLICATION_JSON))
                .status())
        .isEqualTo(400);
    assertThat(http.post(example("json"), new StringEntity("{}", ContentType.TEXT_PLAIN)).status())
        .isEqualTo(415);
  }

  @Test
  void aCookieIsSetReadAndExpired() throws Exception {
    assertThat(http.get(example("cookies")).text()).contains("No flavour");
    Http.Answer set = http.postForm(example("cookies"), Map.of("flavour", "vanilla"));
    assertThat(set.status()).isEqualTo(303);
    assertThat(set.header("Set-Cookie"))
        .contains("flavour=vanilla", "Path=/examples/cookies", "HttpOnly", "SameSite=Strict");
    assertThat(http.get(example("cookies")).text()).contains("You like vanilla");
    http.postForm(example("cookies"), Map.of("action", "expire"));
    assertThat(http.get(example("cookies")).text()).contains("No flavour");
  }

  @Test
  void aSessionCountsAndChangesItsIdAndEnds() throws Exception {
    Http.Answer first = http.get(example("session"));
    assertThat(first.text()).contains("Visit 1");
    assertThat(first.header("Set-Cookie"))
        .contains("JSESSIONID=", "Path=/examples", "HttpOnly", "SameSite=Lax");
    assertThat(http.get(example("session")).text()).contains("Visit 2");
    String before = http.cookies.getCookies().get(0).getValue();
    http.postForm(example("session"), Map.of("action", "renew"));
    assertThat(http.cookies.getCookies().get(0).getValue()).isNotEqualTo(before);
    assertThat(http.get(example("session")).text()).contains("Visit 3");
    http.postForm(example("session"), Map.of("action", "end"));
    assertThat(http.get(example("session")).text()).contains("Visit 1");
  }

  @Test
  void aSessionIsTrackedByTheUrlWhereThereIsNoCookie() throws Exception {
    String page = http.get(example("session")).text();
    String link = page.replaceAll("(?s).*href=\"(session;jsessionid=[^\"]+)\".*", "$1");
    try (Http withoutCookies = new Http()) {
      assertThat(withoutCookies.get(example(link)).text()).contains("Visit 2");
    }
  }

  @Test
  void anUploadIsMeasuredAndOneTooLargeIsRefusedReadably() throws Exception {
    Http.Answer answer =
        http.post(
            example("upload"),
            MultipartEntityBuilder.create()
                .addBinaryBody(
                    "file",
                    "some bytes".getBytes(StandardCharsets.UTF_8),
                    ContentType.TEXT_PLAIN,
                    "a.txt")
                .build());
    assertThat(answer.text()).contains("a.txt", "10 bytes", crc("some bytes"));
    Http.Answer tooLarge =
        http.post(
            example("upload"),
            MultipartEntityBuilder.create()
                .addBinaryBody("file", new byte[2 << 20], ContentType.TEXT_PLAIN, "b")
                .build());
    assertThat(tooLarge.status()).isEqualTo(413);
  }

  @Test
  void redirects() throws Exception {
    Http.Answer answer = http.get(example("redirect"));
    assertThat(answer.status()).isEqualTo(307);
    assertThat(example("redirect").resolve(answer.header("Location")).getPath())
        .isEqualTo("/examples/form");
    assertThat(http.get(example("redirect?status=303")).status()).isEqualTo(303);
  }

  @Test
  void conditionalGets() throws Exception {
    String tag = http.get(example("etag")).header("ETag");
    assertThat(http.get(example("etag"), "If-None-Match", tag).status()).isEqualTo(304);
    assertThat(http.get(example("etag?version=2"), "If-None-Match", tag).status()).isEqualTo(200);
    String modified = http.get(example("last-modified")).header("Last-Modified");
    assertThat(modified).isNotEmpty();
    assertThat(http.get(example("last-modified"), "If-Modified-Since", modified).status())
        .isEqualTo(304);
  }

  @Test
  void gzip() throws Exception {
    byte[] plain = http.get(example("text")).body();
    Http.Answer answer = http.get(example("text"), "Accept-Encoding", "gzip");
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.header("Vary")).contains("Accept-Encoding");
    assertThat(answer.body().length).isLessThan(plain.length / 3);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
        .isEqualTo(plain);
    assertThat(
            http.get(example("text?transform=no"), "Accept-Encoding", "gzip")
                .header("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void filtersRunInTheOrderOfTheirMappings() throws Exception {
    String text = http.get(example("filtered")).text();
    assertThat(text).containsSubsequence("outer", "inner", "the servlet", "inner", "outer");
  }

  @Test
  void forwardAndInclude() throws Exception {
    assertThat(http.get(example("dispatch?how=forward")).text())
        .contains("reached by FORWARD", "forwarded from: /dispatch", "added:          true")
        .doesNotContain("before");
    assertThat(http.get(example("dispatch?how=include")).text())
        .contains("before", "reached by INCLUDE", "included as:    /target", "after");
  }

  @Test
  void errorPages() throws Exception {
    assertThat(http.get(example("fail?how=gone")))
        .satisfies(
            a -> assertThat(a.status()).isEqualTo(410),
            a -> assertThat(a.text()).contains("/any-other", "That ship has sailed."));
    assertThat(http.get(example("fail?how=stock")))
        .satisfies(
            a -> assertThat(a.status()).isEqualTo(500),
            a -> assertThat(a.text()).contains("/out-of-stock"));
    assertThat(http.get(example("fail?how=bug")))
        .satisfies(
            a -> assertThat(a.status()).isEqualTo(500),
            a ->
                assertThat(a.text())
                    .contains("/any-other")
                    .doesNotContain("details for the log", "IllegalState"));
    assertThat(http.get(example("nothing/here")))
        .satisfies(
            a -> assertThat(a.status()).isEqualTo(404),
            a -> assertThat(a.text()).contains("/not-found"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/examples/WEB-INF/web.xml",
        "/examples/web-inf/web.xml",
        "/examples/./WEB-INF/web.xml",
        "/examples/x/../WEB-INF/web.xml",
        "/examples/%57EB-INF/web.xml",
        "/examples/WEB-INF;x=y/web.xml",
        "/examples/;/WEB-INF/web.xml",
        "/examples//WEB-INF/web.xml",
        "/examples/WEB-INF%2fweb.xml",
        "/examples/%2e/WEB-INF/web.xml",
        "/examples/WEB-INF/web.xml%00.html",
        "/examples\\WEB-INF\\web.xml",
        "/WEB-INF/start.html",
        "/../etc/passwd",
      })
  void webInfIsUnreachableHoweverItIsWritten(String target) throws Exception {
    assertThat(Http.rawStatus(slipway.port(), "GET " + target + " HTTP/1.1"))
        .matches("HTTP/1.1 40[04] .*");
  }

  @Test
  void staticFilesKnowHeadRangesAndOtherMethods() throws Exception {
    URI css = slipway.uri("/examples/examples.css");
    byte[] whole = http.get(css).body();
    Http.Answer head = http.send(ClassicRequestBuilder.head(css));
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(whole.length));
    Http.Answer part = http.get(css, "Range", "bytes=0-9");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(java.util.Arrays.copyOf(whole, 10));
    Http.Answer put = http.send(ClassicRequestBuilder.delete(css));
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Allow")).contains("GET", "HEAD");
  }
}
