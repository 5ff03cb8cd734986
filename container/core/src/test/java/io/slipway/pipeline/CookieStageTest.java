package io.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.pipeline.CookieOptions.Rule;
import io.slipway.pipeline.CookieOptions.SameSite;
import io.slipway.pipeline.CookieOptions.Secure;
import io.slipway.wire.Wire;
import io.undertow.util.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieStageTest {
  private static final CookieOptions RULES =
      CookieOptions.DEFAULT.withRules(
          List.of(
              new Rule("SESSION*", Secure.HTTPS, true, SameSite.LAX, false),
              new Rule("embed", Secure.KEEP, false, SameSite.NONE, true),
              new Rule("*-token", Secure.ALWAYS, true, SameSite.STRICT, false)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plain=1                                  | plain=1
          SESSION=1                                | SESSION=1; HttpOnly; SameSite=Lax
          SESSIONID=1; HttpOnly; SameSite=Strict   | SESSIONID=1; HttpOnly; SameSite=Strict
          csrf-token=a=b                           | csrf-token=a=b; Secure; HttpOnly; SameSite=Strict
          embed=1                                  | embed=1; SameSite=None; Partitioned; Secure
          other=1; SameSite=None                   | other=1; SameSite=None; Secure
          __Secure-a=1                             | __Secure-a=1; Secure
          __Host-a=1; Domain=example.com; Path=/x  | __Host-a=1; Path=/; Secure
          __Host-a=1; Path=/; Secure               | __Host-a=1; Path=/; Secure
          __host-a=1                               | __host-a=1; Path=/; Secure
          a=1;;  Path = /x ;                       | a=1; Path = /x
          """)
  void policy(String written, String sent) {
    assertThat(new CookieStage(RULES, exchange -> {}).apply(List.of(written), false))
        .containsExactly(sent);
  }

  @Test
  void secureIsAddedOnHttpsOnlyWhereTheRuleSaysSo() {
    assertThat(new CookieStage(RULES, exchange -> {}).apply(List.of("SESSION=1"), true))
        .containsExactly("SESSION=1; Secure; HttpOnly; SameSite=Lax");
  }

  @Test
  void ofTheSameCookieTheLastIsSent() throws Exception {
    try (Wire wire =
        Wire.serve(
            Pipeline.webappStages(
                PipelineOptions.DEFAULT,
                List.of(),
                exchange -> {
                  exchange
                      .getResponseHeaders()
                      .add(Headers.SET_COOKIE, "a=1; Path=/")
                      .add(Headers.SET_COOKIE, "b=2")
                      .add(Headers.SET_COOKIE, "a=3; path=/")
                      .add(Headers.SET_COOKIE, "a=4; Path=/other")
                      .add(Headers.SET_COOKIE, "a=5; Path=/; Domain=example.com");
                  exchange.endExchange();
                }))) {
      assertThat(wire.ask("GET /").fields().get("Set-Cookie"))
          .containsExactly(
              "b=2", "a=3; path=/", "a=4; Path=/other", "a=5; Path=/; Domain=example.com");
    }
  }
}
