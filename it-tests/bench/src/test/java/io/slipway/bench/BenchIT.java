package io.slipway.bench;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** The benchmark itself: every server answers every scenario rightly. Nothing is measured. */
class BenchIT {
  @Test
  void everyServerAnswersEveryScenario() {
    assertThatCode(() -> Bench.main(new String[] {"--check"})).doesNotThrowAnyException();
  }
}
