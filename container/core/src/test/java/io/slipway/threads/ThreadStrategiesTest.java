package io.slipway.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slipway.http.ThreadStrategy;
import java.time.Duration;
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
  void virtualThreadsCanBeRefused() {
    ThreadOptions options =
        new ThreadOptions(false, 1, 1, 3, Duration.ofMillis(1), Duration.ofMillis(20));
    try (ThreadStrategy pool = ThreadStrategies.best(options)) {
      assertThat(pool).isInstanceOf(HotPool.class);
      assertThat(pool.describe()).contains("3");
    }
  }

  @Test
  void olderReleasesFallBack() {
    assumeFalse(Runtime.version().feature() >= 24);
    assertThat(ThreadStrategies.inlineAvailable()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> new InlineVirtualThreads(ThreadOptions.DEFAULT))
        .withMessageContaining("--add-opens");
  }
}
