package io.slipway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.resource.Preconditions.Outcome;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever is asked for, nothing matches but the file's own tag and time. */
class PreconditionsFuzzTest {
  private static final String TAG = "\"5-1f\"";
  private static final long MODIFIED = 1_580_466_030_000L;

  @FuzzTest(maxDuration = "2m")
  void aConditionIsReadOrPassedOver(byte[] input) {
    String field = new String(input, StandardCharsets.ISO_8859_1);
    boolean named = field.contains(TAG) || field.contains("*");
    Outcome noneMatch = evaluate(Headers.IF_NONE_MATCH, field);
    assertThat(noneMatch == Outcome.NOT_MODIFIED && !named).isFalse();
    Outcome match = evaluate(Headers.IF_MATCH, field);
    assertThat(match == Outcome.PERFORM && !named).isFalse();
    // what follows a well-formed list is read
    if (!field.contains("\"")) {
      assertThat(evaluate(Headers.IF_NONE_MATCH, field + ", " + TAG))
          .isEqualTo(Outcome.NOT_MODIFIED);
      assertThat(evaluate(Headers.IF_MATCH, field + ", " + TAG)).isEqualTo(Outcome.PERFORM);
    }
    assertThat(evaluate(Headers.IF_MODIFIED_SINCE, field)).isNotEqualTo(Outcome.FAILED);
    assertThat(evaluate(Headers.IF_UNMODIFIED_SINCE, field)).isNotEqualTo(Outcome.NOT_MODIFIED);
    boolean applies = Preconditions.rangeApplies(only(Headers.IF_RANGE, field), TAG, MODIFIED);
    assertThat(
            applies
                && !field.trim().equals(TAG)
                && !field.contains("2020")
                && !field.contains("-20 "))
        .isFalse();
  }

  private static Outcome evaluate(HttpString name, String field) {
    return Preconditions.evaluate(only(name, field), TAG, List.of(), MODIFIED);
  }

  private static RequestFields only(HttpString name, String value) {
    return asked -> asked.equals(name) ? List.of(value) : List.of();
  }
}
