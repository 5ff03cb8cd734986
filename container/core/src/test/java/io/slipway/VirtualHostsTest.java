package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.logging.Level;
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

  /** RFC 9112, 3.2.2; HTTP/1.0 needs no Host. */
  @ParameterizedTest
  @CsvSource({
    "http://shop.example/name,      200, shop.example",
    "http://SHOP.example:80/name,   200, shop.example",
    "http://unknown.example/name,   200, 127.0.0.1",
    "/name,                         200, 127.0.0.1",
    "http://u@shop.example/name,    400, </html>",
    "http://shop.example:x/name,    400, </html>"
  })
  void theTargetChoosesItWhereThereIsNoHost(String target, int status, String end)
      throws Exception {
    try (Slipway slipway = builder().start()) {
      assertThat(Probe.raw(slipway.port(), "GET " + target + " HTTP/1.0\r\n").strip())
          .containsPattern("^HTTP/1.[01] " + status)
          .endsWith(end);
    }
  }

  @Test
  void anUnknownNameIsInTheLogOnceInAWhile() throws Exception {
    try (Slipway slipway = builder().hostNames("localhost").start();
        CapturedLog log = new CapturedLog("io.slipway", Level.INFO)) {
      for (int i = 0; i < 3; i++) {
        Probe.raw(slipway.port(), "GET / HTTP/1.1\r\nHost: evil.example\r\n");
      }
      assertThat(log.messages()).filteredOn(line -> line.contains("evil.example")).hasSize(1);
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

  @ParameterizedTest
  @CsvSource({
    "localhost,              localhost",
    "main.example,           main.example",
    "main.example 127.0.0.1, 127.0.0.1",
    "*.main.example,         www.main.example",
    "::1,                    [::1]"
  })
  void theUriIsOneThatTheDefaultHostAnswersTo(String names, String expected) throws Exception {
    try (Slipway slipway = builder().hostNames(names.split(" ")).start()) {
      URI uri = slipway.uri("/name");
      assertThat(uri.getHost()).isEqualTo(expected);
      assertThat(
              Probe.raw(
                  slipway.port(), "GET /name HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n"))
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
