package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtualHostsTest {
  private static HttpServlet named() {
    return Probe.servlet(
        (request, response) ->
            response
                .getWriter()
                .print(
                    request.getServletContext().getVirtualServerName() + request.getContextPath()));
  }

  private static SlipwayBuilder builder() {
    return Slipway.builder()
        .port(0)
        .webapp("/", app -> app.servlet("named", named(), "/name"))
        .host(
            "shop.example",
            host ->
                host.alias("www.shop.example", "*.wild.example")
                    .webapp("/", app -> app.servlet("named", named(), "/name"))
                    .webapp("/in", app -> app.servlet("named", named(), "/name")))
        .host(
            "own.wild.example",
            host -> host.webapp("/", app -> app.servlet("named", named(), "/name")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /name    | Host: shop.example          | shop.example
          GET /name    | Host: SHOP.example:8080     | shop.example
          GET /name    | Host: shop.example.         | shop.example
          GET /name    | Host: www.shop.example      | shop.example
          GET /in/name | Host: www.shop.example      | shop.example/in
          GET /name    | Host: a.wild.example        | shop.example
          GET /name    | Host: own.wild.example      | own.wild.example
          GET /name    | Host: b.a.wild.example      | 127.0.0.1
          GET /name    | Host: wild.example          | 127.0.0.1
          GET /name    | Host: unknown.example       | 127.0.0.1
          GET http://shop.example/name | Host: shop.example | shop.example
          """)
  void theNameChoosesTheHost(String line, String field, String expected) throws Exception {
    try (Slipway slipway = builder().start()) {
      assertThat(Probe.raw(slipway.port(), line + " HTTP/1.1\r\n" + field + "\r\n"))
          .startsWith("HTTP/1.1 200")
          .endsWith("\r\n\r\n" + expected);
    }
  }

  @Test
  void webappsOfOneHostAreNotOfAnother() throws Exception {
    try (Slipway slipway = builder().start()) {
      assertThat(Probe.raw(slipway.port(), "GET /in/name HTTP/1.1\r\nHost: own.wild.example\r\n"))
          .startsWith("HTTP/1.1 404");
      assertThat(slipway.webapps())
          .extracting(w -> w.host() + "|" + w.contextPath())
          .containsExactly("|", "shop.example|", "shop.example|/in", "own.wild.example|");
    }
  }

  @Test
  void unknownNamesAre421WhereTheDefaultHostHasNames() throws Exception {
    try (Slipway slipway = builder().hostNames("localhost", "main.example").start()) {
      assertThat(Probe.raw(slipway.port(), "GET /name HTTP/1.1\r\nHost: main.example\r\n"))
          .endsWith("\r\n\r\nlocalhost");
      assertThat(Probe.raw(slipway.port(), "GET /name HTTP/1.1\r\nHost: evil.example\r\n"))
          .startsWith("HTTP/1.1 421 Misdirected Request")
          .contains("<h1>421 Misdirected Request</h1>");
      assertThat(Probe.raw(slipway.port(), "GET /name HTTP/1.1\r\nHost: shop.example\r\n"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aNameOfTwoHostsOrNoneIsRefused() {
    assertThatThrownBy(() -> builder().host("www.shop.example", host -> {}).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Two hosts are named www.shop.example");
    for (String wrong : new String[] {"", "a b", "*", "a/b", "*.*.x", "a..b", "x:80"}) {
      assertThatThrownBy(() -> builder().host(wrong, host -> {}))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
