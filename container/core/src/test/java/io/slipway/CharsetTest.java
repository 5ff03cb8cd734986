package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.RequestOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The charset of a container for requests and responses in which nobody names one (3.13, 5.6). */
@Timeout(60)
class CharsetTest {
  private static final String TEXT = "\u0161lapak";

  private static HttpResponse<byte[]> echo(RequestOptions options, String setByWebapp)
      throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .requestOptions(options)
            .webapp(
                "/",
                w ->
                    w.servlet(
                            "echo",
                            Probe.servlet(
                                (q, s) -> {
                                  s.setContentType("text/plain");
                                  s.getWriter().print(q.getParameter("text"));
                                }),
                            "/echo")
                        .onStartup(
                            c -> {
                              if (setByWebapp != null) {
                                c.setRequestCharacterEncoding(setByWebapp);
                                c.setResponseCharacterEncoding(setByWebapp);
                              }
                            }))
            .start()) {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(slipway.uri("/echo"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString("text=%C5%A1lapak"))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static String type(HttpResponse<?> answer) {
    return answer.headers().firstValue("content-type").orElse("");
  }

  @Test
  void withoutOneFormsAndWritersAreInTheCharsetOfTheSpecification() throws Exception {
    HttpResponse<byte[]> answer = echo(RequestOptions.DEFAULT, null);
    assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=ISO-8859-1");
    // taken byte by byte, and written so again
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void thatOfTheContainerIsForBoth() throws Exception {
    HttpResponse<byte[]> answer =
        echo(RequestOptions.DEFAULT.withCharset(StandardCharsets.UTF_8), null);
    assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=UTF-8");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void theWebappsOwnCountsBeforeThatOfTheContainer() throws Exception {
    HttpResponse<byte[]> answer =
        echo(RequestOptions.DEFAULT.withCharset(StandardCharsets.UTF_8), "ISO-8859-2");
    assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=ISO-8859-2");
  }
}
