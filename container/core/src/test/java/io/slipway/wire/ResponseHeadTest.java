package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.wire.Wire.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseHeadTest {
  @TempDir static Path folder;
  @AutoClose private static Slipway slipway;

  private static final class Dates extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setHeader("Date", request.getParameter("date"));
      response.getWriter().print("hello");
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("file.txt"), "file");
    slipway =
        Slipway.builder()
            .port(0)
            .h2c(true)
            .webapp("/", w -> w.folder(folder).servlet("dates", new Dates(), "/dates"))
            .start();
  }

  /** RFC 9110, 6.6.1, whoever answers. */
  @ParameterizedTest
  @CsvSource({
    "GET /dates, X: y, 200",
    "GET /file.txt, X: y, 200",
    "HEAD /file.txt, X: y, 200",
    "GET /file.txt, 'If-None-Match: *', 304",
    "GET /missing, X: y, 404",
    "GET /WEB-INF/x, X: y, 404",
    "GET /dates, Expect: more, 417",
    "GET /dates, Host: second, 400",
    "GET /a b, X: y, 400"
  })
  void everyAnswerHasItsDateOnce(String line, String field, int status) throws Exception {
    // the second one of a file is not the servlet's
    for (int i = 0; i < 2; i++) {
      long before = System.currentTimeMillis() / 1000 * 1000;
      Answer answer = Wire.ask(slipway.port(), line, field);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.fields()).containsKey("Date");
      assertThat(HttpDates.parse(answer.field("Date")))
          .isBetween(before, System.currentTimeMillis());
    }
  }

  @Test
  void soHasOneOfHttp2() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(slipway.uri("/dates")).build();
    HttpResponse<Void> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.headers().allValues("Date")).hasSize(1);
  }

  @Test
  void theDateOfAnApplicationIsKept() throws Exception {
    assertThat(Wire.ask(slipway.port(), "GET /dates?date=own").fields().get("Date"))
        .isEqualTo(List.of("own"));
  }

  @Test
  void aDateIsWrittenAnewWithTheNextSecond() {
    assertThat(ResponseHead.date(784111777_000L)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(ResponseHead.date(784111777_999L)).isSameAs(ResponseHead.date(784111777_000L));
    assertThat(ResponseHead.date(784111778_000L)).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
  }
}
