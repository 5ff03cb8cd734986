package io.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.pipeline.CacheHeaderOptions.Rule;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheHeaderTest {
  private static final PipelineOptions OPTIONS =
      PipelineOptions.DEFAULT.withCacheHeaders(
          CacheHeaderOptions.DEFAULT.withRules(
              List.of(
                  new Rule("/private/*", "*", "no-store", null, false),
                  new Rule("/shared/*", "*", "public", Duration.ofMinutes(1), true),
                  new Rule("*", "image/*", null, Duration.ofHours(1), false),
                  new Rule("/exact", "*", null, Duration.ZERO, false))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          200 | /a.png              | image/png  | X: y                    | max-age=3600
          304 | /exact              | text/css   | X: y                    | no-cache
          200 | /private/a.png      | image/png  | X: y                    | no-store
          200 | /a.png              | image/png  | Set-Cookie: a=b         | private, max-age=3600
          200 | /private/a          | text/plain | Set-Cookie: a=b         | no-store
          200 | /shared/a           | text/plain | Set-Cookie: a=b         | public
          200 | /page               | text/html  | Set-Cookie: a=b         | private
          200 | /page               | text/html  | X: y                    | -
          200 | /a.png              | image/png  | Cache-Control: no-cache | no-cache
          200 | /a.png              | image/png  | Pragma: no-cache        | -
          404 | /a.png              | image/png  | X: y                    | -
          500 | /a.png              | image/png  | X: y                    | -
          302 | /a.png              | image/png  | X: y                    | -
          200 | /app.3f9a2c1b.js    | text/javascript | ETag: "1"          | public, max-age=31536000, immutable
          200 | /app-3f9a2c1b.min.css | text/css | ETag: "1"               | public, max-age=31536000, immutable
          200 | /app.3f9a2c1b.js.map | text/css  | ETag: "1"               | public, max-age=31536000, immutable
          200 | /app.20240131.js    | text/javascript | ETag: "1"          | -
          200 | /app-decadeface.js  | text/javascript | ETag: "1"          | -
          200 | /app.3f9a2c1b.js    | text/html  | ETag: "1"               | -
          """)
  void rules(int status, String path, String type, String field, String expected) throws Exception {
    try (Wire wire =
        Wire.serve(
            Pipeline.webappStages(
                OPTIONS,
                List.of(),
                exchange -> {
                  exchange
                      .setStatusCode(status)
                      .getResponseHeaders()
                      .put(Headers.CONTENT_TYPE, type);
                  int colon = field.indexOf(':');
                  exchange
                      .getResponseHeaders()
                      .put(
                          new HttpString(field.substring(0, colon)),
                          field.substring(colon + 1).trim());
                  exchange.endExchange();
                }))) {
      Answer answer = wire.ask("GET " + path);
      assertThat(answer.field("Cache-Control")).isEqualTo(expected);
      boolean timed = expected != null && expected.startsWith("max-age=3600");
      // caches that know no "private" would go by it
      assertThat(answer.field("Expires") != null)
          .isEqualTo(
              timed
                  || "no-cache".equals(expected) && field.equals("X: y")
                  || path.startsWith("/shared"));
    }
  }

  @Test
  void aRuleWithoutAnEffectIsRefusedByTheNamesOfTheSettings() {
    PipelineOptions options =
        PipelineOptions.DEFAULT.withCacheHeaders(
            CacheHeaderOptions.DEFAULT.withRules(
                List.of(new Rule("/a/*", "*", null, null, false))));
    assertThatThrownBy(() -> Pipeline.webappStages(options, List.of(), exchange -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cache-headers.rules: the rule for /a/* sets neither cache-control nor max-age");
  }
}
