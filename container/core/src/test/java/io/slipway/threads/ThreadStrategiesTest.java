package io.slipway.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slipway.http.ThreadStrategy;
import org.junit.jupiter.api.Test;

class ThreadStrategiesTest {
  @Test
  void theBestIsWhatTheJvmAllows() {
    try (ThreadStrategy best = ThreadStrategies.best()) {
      assertThat(best)
          .isInstanceOf(
              ThreadStrategies.inlineAvailable() ? InlineVirtualThreads.class : HotPool.class);
      assertThat(best.describe()).isNotBlank();
    }
  }

  @Test
  void olderReleasesFallBack() {
    assumeFalse(Runtime.version().feature() >= 24);
    assertThat(ThreadStrategies.inlineAvailable()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> new InlineVirtualThreads(InlineOptions.DEFAULT))
        .withMessageContaining("--add-opens");
  }
}
