package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of the query and of forms. */
@Timeout(30)
class RequestParametersTest {
  @AutoClose private final HttpHarness web = new HttpHarness();

  @Test
  void queryComesBeforeTheForm() throws Exception {
    web.serve(
            "/",
            (request, response) ->
                response
                    .getWriter()
                    .print(
                        String.join(",", request.getParameterValues("a"))
                            + request.getParameterMap().keySet()))
        .start();
    assertThat(
            web.post("/?a=hello&q=1", "application/x-www-form-urlencoded", "a=goodbye&b=2&a=world"))
        .endsWith("hello,goodbye,world[a, q, b]");
  }

  @Test
  void formIsOnlyForPostAndWhenNobodyReadsTheBody() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              ServletInputStream in = request.getInputStream();
              response
                  .getWriter()
                  .print(
                      request.getParameter("a")
                          + new String(in.readAllBytes(), StandardCharsets.UTF_8));
            })
        .start();
    assertThat(web.post("/", "application/x-www-form-urlencoded", "a=b")).endsWith("nulla=b");
    assertThat(web.post("/", "text/plain", "a=b")).endsWith("nulla=b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%zz", "a=1&b=2&c=3&d=4", "a=%"})
  void badParametersAre400(String query) throws Exception {
    web.options = RequestOptions.DEFAULT.withForms(new FormLimits(3, 1000, 100, 8192));
    web.serve("/", (request, response) -> request.getParameter("a")).start();
    assertThat(web.get("/?" + query)).startsWith("HTTP/1.1 400 ");
    assertThat(web.post("/", "application/x-www-form-urlencoded", query))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void tooLargeFormIs413() throws Exception {
    web.options = RequestOptions.DEFAULT.withForms(new FormLimits(3, 10, 100, 8192));
    web.serve("/", (request, response) -> request.getParameter("a")).start();
    assertThat(web.post("/", "application/x-www-form-urlencoded", "a=123456789"))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void encodingOfTheBodyIsThatOfTheRequestThenOfTheWebapp() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              response.setCharacterEncoding("UTF-8");
              response
                  .getWriter()
                  .print(request.getCharacterEncoding() + request.getParameter("a"));
            })
        .serve(
            "/set",
            (request, response) -> {
              request.setCharacterEncoding("UTF-8");
              response.getWriter().print(request.getParameter("a").length());
            })
        .start();
    assertThat(utf8(web.post("/", "application/x-www-form-urlencoded", "a=%E9"))).endsWith("nullé");
    assertThat(utf8(web.post("/", "application/x-www-form-urlencoded;charset=utf-8", "a=%C3%A9")))
        .endsWith("utf-8é");
    assertThat(web.post("/set", "application/x-www-form-urlencoded", "a=%C3%A9")).endsWith("1");
    web.requestEncoding = StandardCharsets.UTF_8;
    assertThat(utf8(web.post("/", "application/x-www-form-urlencoded", "a=%C3%A9")))
        .endsWith("UTF-8é");
  }

  /** The client's word for its encoding says nothing: the webapp's counts, as if it had none. */
  @Test
  void anUnknownEncodingOfAFormIsPassedOver() throws Exception {
    web.requestEncoding = StandardCharsets.UTF_8;
    web.serve(
            "/",
            (request, response) -> {
              response.setCharacterEncoding("UTF-8");
              response
                  .getWriter()
                  .print(request.getCharacterEncoding() + " " + request.getParameter("a"));
            })
        .start();
    for (String charset : List.of("no-such", "utf8,gbk", "")) {
      assertThat(
              utf8(
                  web.post(
                      "/", "application/x-www-form-urlencoded;charset=" + charset, "a=%C3%A9")))
          .endsWith("\r\n\r\n" + charset + " é");
    }
  }

  private static String utf8(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
