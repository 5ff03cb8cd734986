package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.cdi.made.Made;
import io.slipway.cdi.made.Stamp;
import io.slipway.cdi.made.Visit;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentsTest {
  private Slipway slipway;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    Path root = new WebappFolder(folder).classes(Made.class, Stamp.class, Visit.class).root();
    slipway = Slipway.builder().port(0).webapp("/", root).start();
  }

  @AfterEach
  void stop() {
    slipway.close();
    System.clearProperty("io.slipway.cdi.made");
  }

  @Test
  void componentsAreInjectedHoweverTheyAreMade() throws Exception {
    Browser browser = new Browser(slipway);
    assertThat(browser.body("/made"))
        .isEqualTo("listener made declared [made][context, session, made]");
    assertThat(browser.body("/byClass")).startsWith("listener made declared [byClass]");
    assertThat(browser.body("/byName")).startsWith("listener made declared [byName]");
  }

  @Test
  void beansAreThereUntilTheLastContextListenerHasBeenTold() {
    slipway.undeploy("/");
    assertThat(System.getProperty("io.slipway.cdi.made")).isEqualTo("[end]");
  }

  @Test
  void anUpgradeHandlerIsInjected() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", slipway.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /made HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: stamp\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 101").endsWith("[upgraded]");
    }
  }
}
