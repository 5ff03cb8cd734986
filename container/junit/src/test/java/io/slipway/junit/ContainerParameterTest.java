package io.slipway.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContainerParameterTest {
  @RegisterExtension
  static final SlipwayExtension slipway =
      SlipwayExtension.of(
          builder ->
              builder.webapp(
                  "/", app -> app.servlet(SlipwayExtensionTest.Counter.class, "/count")));

  @Test
  void aTestMayTakeTheContainerAsParameter(Slipway container) throws Exception {
    assertThat(SlipwayExtensionTest.get(container.uri("/count"))).isEqualTo("1");
  }
}
