package io.slipway.arquillian;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SlipwayContainerConfigurationTest {
  private final SlipwayContainerConfiguration configuration = new SlipwayContainerConfiguration();

  @Test
  void nothingNeedsToBeSet() {
    assertThatCode(configuration::validate).doesNotThrowAnyException();
  }

  @Test
  void clientCertificatesNeedHttps() {
    configuration.setClientAuthentication("need");

    assertThatThrownBy(configuration::validate).hasMessageContaining("keyStore");
  }

  @Test
  void clientCertificatesNeedSomethingToCheckThemAgainst() {
    configuration.setKeyStore("server.p12");
    configuration.setClientAuthentication("WANT");

    assertThatThrownBy(configuration::validate).hasMessageContaining("trustStore");
  }

  @Test
  void mistakesAreNamedByTheirProperty() {
    assertThatThrownBy(() -> configuration.setClientAuthentication("must"))
        .hasMessageContaining("none, want or need");
    configuration.setUsers("anna");
    assertThatThrownBy(configuration::validate)
        .hasMessageContaining("users")
        .hasMessageContaining("anna");
    configuration.setUsers("");
    configuration.setPort(70_000);
    assertThatThrownBy(configuration::validate).hasMessageContaining("port is 70000");
  }
}
