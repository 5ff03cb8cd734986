package io.slipway.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The soak itself: every client is answered rightly. Nothing is compared. */
class SoakIT {
  @Test
  void everyClientIsAnsweredRightly() throws Exception {
    assertThat(Soak.run("--check")).isEmpty();
  }
}
