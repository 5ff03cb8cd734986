package io.slipway.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectedUrlTest {
  private final SlipwayDeployableContainer container = new SlipwayDeployableContainer();

  @ParameterizedTest
  @CsvSource({"localhost, localhost", "0.0.0.0, localhost", "::1, [::1]"})
  void itIsAnsweredWhateverTheBindAddress(String bind, String host) throws Exception {
    InetAddress address = InetAddress.getByName(bind);
    assumeTrue(
        address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null,
        "this machine has no IPv6");
    SlipwayContainerConfiguration configuration = new SlipwayContainerConfiguration();
    configuration.setBindAddress(bind);
    container.setup(configuration);
    container.start();
    try {
      URI uri = Page.uri(container.deploy(Page.archive("shop.war")));

      assertThat(uri).hasHost(host);
      assertThat(Page.get(uri.resolve("page.txt")).body()).isEqualTo("a page");
    } finally {
      container.stop();
    }
  }
}
