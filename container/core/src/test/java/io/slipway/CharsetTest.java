package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.RequestOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The charset of a container for requests and responses in which nobody names one (3.13, 5.6). */
@Timeout(60)
class CharsetTest {
  private static final String TEXT = "\u0161lapak";
  private static final RequestOptions NONE = RequestOptions.DEFAULT;
  private static final RequestOptions UTF_8 = NONE.withCharset(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  @BeforeEach
  void files() throws Exception {
    Files.writeString(folder.resolve("file.txt"), TEXT);
    Files.writeString(folder.resolve("file.xhtml"), "<html/>");
  }

  private Slipway start(RequestOptions options, String setByWebapp) {
    return Slipway.builder()
        .port(0)
        .requestOptions(options)
        .webapp(
            "/",
            w ->
                w.folder(folder)
                    .servlet(
                        "echo",
                        Probe.servlet(
                            (q, s) -> {
                              s.setContentType("text/plain");
                              s.getWriter().print(q.getParameter("text"));
                            }),
                        "/echo")
                    .servlet(
                        "bytes",
                        Probe.servlet(
                            (q, s) -> {
                              s.setContentType("text/plain");
                              s.getOutputStream().print("\u00e9");
                            }),
                        "/bytes")
                    .onStartup(
                        c -> {
                          if (setByWebapp != null) {
                            c.setRequestCharacterEncoding(setByWebapp);
                            c.setResponseCharacterEncoding(setByWebapp);
                          }
                        }))
        .start();
  }

  private static HttpResponse<byte[]> post(Slipway slipway, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(slipway.uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("text=%C5%A1lapak"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> echo(RequestOptions options, String setByWebapp) throws Exception {
    try (Slipway slipway = start(options, setByWebapp)) {
      return post(slipway, "/echo");
    }
  }

  private static String type(HttpResponse<?> answer) {
    return answer.headers().firstValue("content-type").orElse("");
  }

  @Test
  void withoutOneFormsAndWritersAreInTheCharsetOfTheSpecification() throws Exception {
    HttpResponse<byte[]> answer = echo(NONE, null);
    assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=ISO-8859-1");
    // taken byte by byte, and written so again
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void thatOfTheContainerIsForBoth() throws Exception {
    HttpResponse<byte[]> answer = echo(UTF_8, null);
    assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=UTF-8");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void theWebappsOwnCountsBeforeThatOfTheContainer() throws Exception {
    HttpResponse<byte[]> answer = echo(UTF_8, "ISO-8859-2");
    assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=ISO-8859-2");
  }

  @ParameterizedTest
  @CsvSource({", text/plain", "ISO-8859-2, text/plain;charset=ISO-8859-2"})
  void ofWhatIsWrittenAsBytesNothingIsSaidButWhatTheWebappSays(String setByWebapp, String type)
      throws Exception {
    try (Slipway slipway = start(UTF_8, setByWebapp)) {
      HttpResponse<byte[]> answer = post(slipway, "/bytes");
      assertThat(type(answer)).isEqualTo(type);
      assertThat(answer.body()).containsExactly(0xe9);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, , text/plain;charset=utf-8",
    "true, , text/plain;charset=utf-8",
    "false, ISO-8859-2, text/plain;charset=ISO-8859-2",
    "true, ISO-8859-2, text/plain;charset=ISO-8859-2",
    "true, UTF-8, text/plain;charset=UTF-8",
  })
  void aFileHasTheSameCharsetHoweverOftenItIsAskedFor(
      boolean container, String setByWebapp, String type) throws Exception {
    try (Slipway slipway = start(container ? UTF_8 : NONE, setByWebapp)) {
      // the second time it comes from memory
      for (int time = 0; time < 2; time++) {
        assertThat(type(Probe.get(slipway.uri("/file.txt")))).isEqualTo(type);
        assertThat(type(Probe.get(slipway.uri("/file.xhtml")))).isEqualTo("application/xhtml+xml");
      }
    }
  }
}
