package io.slipway.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
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
      WebArchive archive =
          ShrinkWrap.create(WebArchive.class, "shop.war")
              .addAsWebResource(new StringAsset("a page"), "page.txt");
      URI uri =
          container
              .deploy(archive)
              .getContexts(HTTPContext.class)
              .iterator()
              .next()
              .getServlets()
              .get(0)
              .getBaseURI();

      assertThat(uri).hasHost(host);
      assertThat(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(uri.resolve("page.txt")).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body())
          .isEqualTo("a page");
    } finally {
      container.stop();
    }
  }
}
