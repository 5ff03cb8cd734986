package io.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import io.undertow.server.HttpHandler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedTest {
  private static final HttpHandler ECHO =
      exchange ->
          exchange
              .getResponseSender()
              .send(
                  exchange.getSourceAddress().getAddress().getHostAddress()
                      + " "
                      + exchange.getRequestScheme()
                      + "://"
                      + exchange.getHostName()
                      + ":"
                      + exchange.getHostPort());

  private static Wire trusting(String... peers) throws Exception {
    ForwardedOptions options =
        ForwardedOptions.DEFAULT.withEnabled(true).withTrusted(List.of(peers));
    return Wire.serve(
        Pipeline.serverStages(PipelineOptions.DEFAULT.withForwarded(options), ECHO).first());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Forwarded-For: 192.0.2.1                          | 192.0.2.1 http://localhost:80
          X-Forwarded-For: 198.51.100.9, 192.0.2.1            | 192.0.2.1 http://localhost:80
          X-Forwarded-For: 198.51.100.9, 192.0.2.1, 10.1.2.3  | 192.0.2.1 http://localhost:80
          X-Forwarded-For: 10.0.0.1, 10.0.0.2                 | 10.0.0.1 http://localhost:80
          X-Forwarded-For: 192.0.2.1:4711                     | 192.0.2.1 http://localhost:80
          X-Forwarded-For: 2001:db8::1                        | 2001:db8:0:0:0:0:0:1 http://localhost:80
          X-Forwarded-Proto: https                            | 127.0.0.1 https://localhost:443
          X-Forwarded-Host: shop.example:8443                 | 127.0.0.1 http://shop.example:8443
          X-Forwarded-Port: 8443                              | 127.0.0.1 http://localhost:8443
          Forwarded: for=192.0.2.1;proto=https;host=a.example | 192.0.2.1 https://a.example:443
          Forwarded: For="[2001:db8::1]:4711"                 | 2001:db8:0:0:0:0:0:1 http://localhost:80
          Forwarded: for=198.51.100.9, for=192.0.2.1          | 192.0.2.1 http://localhost:80
          Forwarded: for=unknown;proto=https                  | 127.0.0.1 https://localhost:443
          Forwarded: for=_hidden, for=10.0.0.7                | 10.0.0.7 http://localhost:80
          X-Forwarded-For: (null), 192.0.2.1, 10.1.2.3        | 192.0.2.1 http://localhost:80
          Forwarded: for=junk;;proto=x, for=192.0.2.1         | 192.0.2.1 http://localhost:80
          X-Forwarded-For: [2001:db8::1]                      | 2001:db8:0:0:0:0:0:1 http://localhost:80
          X-Forwarded-For: [2001:db8::1]:65535                | 2001:db8:0:0:0:0:0:1 http://localhost:80
          X-Forwarded-For: 255.255.255.255                    | 255.255.255.255 http://localhost:80
          Forwarded: for="192.0.2.1:_hidden"                  | 192.0.2.1 http://localhost:80
          X-Forwarded-For: 192.0.2.9, 192.0.2.1, 10.1.2.3 & X-Forwarded-Proto: http, https, http | 192.0.2.1 https://localhost:443
          X-Forwarded-For: 192.0.2.9, 192.0.2.1, 10.1.2.3 & X-Forwarded-Proto: https | 192.0.2.1 https://localhost:443
          X-Forwarded-Host: shop.example & X-Forwarded-Port: 8443 | 127.0.0.1 http://shop.example:8443
          X-Forwarded-Host: shop.example:81 & X-Forwarded-Port: 8443 | 127.0.0.1 http://shop.example:81
          X-Forwarded-Host: [2001:db8::1] & X-Forwarded-Port: 81 | 127.0.0.1 http://2001:db8::1:81
          X-Forwarded-Host: [2001:db8::1]:82 & X-Forwarded-Port: 81 | 127.0.0.1 http://2001:db8::1:82
          X-Forwarded-Proto: https & X-Forwarded-Port: 80     | 127.0.0.1 https://localhost:80
          """)
  void aTrustedPeerIsBelieved(String field, String expected) throws Exception {
    try (Wire wire = trusting("127.0.0.0/8", "10.0.0.0/8")) {
      assertThat(wire.ask("GET /", field.split(" & ")).text()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Forwarded-For: example.com
          X-Forwarded-For: 1.2.3
          X-Forwarded-For: 01.2.3.4
          X-Forwarded-For: 1.2.3.4:99999
          X-Forwarded-For: 1.2.3.4:65536
          X-Forwarded-For: 1.2.3.4:
          X-Forwarded-For: [::1
          X-Forwarded-For: [::1]x
          X-Forwarded-For: 1.2.3, 127.0.0.1
          X-Forwarded-Proto: gopher
          X-Forwarded-Host: a/b
          X-Forwarded-Port: -1
          Forwarded: nonsense
          Forwarded: =192.0.2.1
          """)
  void whatCannotBeReadIsRefused(String field) throws Exception {
    try (Wire wire = trusting("127.0.0.1")) {
      assertThat(wire.ask("GET /", field).status()).isEqualTo(400);
    }
  }

  @Test
  void theTwoFieldsMayNotContradictEachOther() throws Exception {
    try (Wire wire = trusting("127.0.0.1")) {
      assertThat(
              wire.ask("GET /", "X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.2").status())
          .isEqualTo(400);
      assertThat(
              wire.ask("GET /", "X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1").status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BOTH,        192.0.2.1 http://localhost:80",
    "X_FORWARDED, 127.0.0.1 https://localhost:443",
    "FORWARDED,   192.0.2.1 http://localhost:80"
  })
  void onlyTheFieldsThatTheProxySetsCount(ForwardedOptions.Headers headers, String expected)
      throws Exception {
    ForwardedOptions options =
        new ForwardedOptions(true, ForwardedOptions.DEFAULT.trusted(), headers);
    try (Wire wire =
        Wire.serve(
            Pipeline.serverStages(PipelineOptions.DEFAULT.withForwarded(options), ECHO).first())) {
      assertThat(wire.ask("GET /", "X-Forwarded-Proto: https", "Forwarded: for=192.0.2.1").text())
          .isEqualTo(expected);
    }
  }

  /** An application may read them itself. */
  @Test
  void whatAnybodyElseSaysIsNotThere() throws Exception {
    ForwardedOptions options =
        ForwardedOptions.DEFAULT.withEnabled(true).withTrusted(List.of("10.0.0.0/8"));
    HttpHandler names =
        exchange -> exchange.getResponseSender().send(exchange.getRequestHeaders().toString());
    try (Wire wire =
        Wire.serve(
            Pipeline.serverStages(PipelineOptions.DEFAULT.withForwarded(options), names).first())) {
      assertThat(
              wire.ask("GET /", "X-Forwarded-For: a", "X-Forwarded-Prefix: b", "Forwarded: for=c")
                  .text())
          .contains("Host")
          .doesNotContain("Forwarded");
    }
  }

  @Test
  void anybodyElseIsNot() throws Exception {
    try (Wire wire = trusting("10.0.0.0/8")) {
      Answer answer =
          wire.ask(
              "GET /",
              "X-Forwarded-For: 192.0.2.1",
              "X-Forwarded-Proto: https",
              "Forwarded: for=192.0.2.1;host=evil");
      assertThat(answer.text()).isEqualTo("127.0.0.1 http://localhost:80");
    }
  }
}
