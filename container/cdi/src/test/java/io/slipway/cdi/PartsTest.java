package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import io.slipway.cdi.parts.AddingExtension;
import io.slipway.cdi.parts.AsyncObserver;
import io.slipway.cdi.parts.BuildExtension;
import io.slipway.cdi.parts.FailingExtension;
import io.slipway.cdi.parts.Greeting;
import io.slipway.cdi.parts.InJar;
import io.slipway.cdi.parts.Logged;
import io.slipway.cdi.parts.LoggedInterceptor;
import io.slipway.cdi.parts.PartsServlet;
import io.slipway.cdi.parts.PlainGreeting;
import io.slipway.cdi.parts.PoliteGreeting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {
  private static final String EXTENSION =
      "WEB-INF/classes/META-INF/services/jakarta.enterprise.inject.spi.Extension";
  private static final String BUILD_COMPATIBLE =
      "WEB-INF/classes/META-INF/services/jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension";
  private static final String ALL =
      "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.1\" bean-discovery-mode=\"all\"/>";

  private static WebappFolder webapp(Path folder) throws Exception {
    return new WebappFolder(folder)
        .beansXml()
        .classes(
            AddingExtension.class,
            AsyncObserver.class,
            Greeting.class,
            Logged.class,
            LoggedInterceptor.class,
            PartsServlet.class,
            PlainGreeting.class,
            PoliteGreeting.class);
  }

  @Test
  void interceptorsAndDecoratorsSurroundBeansAndInterceptorsServlets(@TempDir Path folder)
      throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp(folder).root()).start()) {
      Browser browser = new Browser(slipway);
      assertThat(browser.body("/parts/greet")).isEqualTo("logged(hello dear Ada)");
      assertThat(browser.body("/parts/servlet")).isEqualTo("service");
    }
  }

  @Test
  void extensionsOfBothKindsAddBeans(@TempDir Path folder) throws Exception {
    WebappFolder webapp =
        webapp(folder)
            .classes(BuildExtension.class)
            .file(EXTENSION, AddingExtension.class.getName())
            .file(BUILD_COMPATIBLE, BuildExtension.class.getName());
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp.root()).start()) {
      Browser browser = new Browser(slipway);
      assertThat(browser.body("/parts/portable")).isEqualTo("from a portable extension true");
      assertThat(browser.body("/parts/build")).isEqualTo("from a build compatible extension");
    }
  }

  @Test
  void asynchronousObserversRunInTheWebappsClassLoader(@TempDir Path folder) throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp(folder).root()).start()) {
      assertThat(new Browser(slipway).body("/parts/async")).isEqualTo("true true");
    }
  }

  @Test
  void aJarWithDiscoveryModeAllHasBeansWithoutAnnotations(@TempDir Path folder) throws Exception {
    WebappFolder webapp = webapp(folder).jar("in.jar", ALL, InJar.class);
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp.root()).start()) {
      assertThat(new Browser(slipway).body("/parts/jar")).isEqualTo("logged(hello dear jar)");
    }
  }

  @Test
  void aDependencyThatNothingSatisfiesFailsTheDeploymentWithItsName(@TempDir Path folder)
      throws Exception {
    WebappFolder webapp =
        new WebappFolder(folder)
            .beansXml()
            .classes(AsyncObserver.class, PartsServlet.class, Greeting.class);
    webapp.jar("in.jar", ALL, InJar.class);
    assertThatThrownBy(() -> Slipway.builder().port(0).webapp("/", webapp.root()).start())
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("Greeting");
  }

  /** Weld's own exception says nothing. */
  @Test
  void whatAnExtensionThrowsIsTold(@TempDir Path folder) throws Exception {
    WebappFolder webapp =
        webapp(folder)
            .classes(FailingExtension.class)
            .file(EXTENSION, FailingExtension.class.getName());
    assertThatThrownBy(() -> Slipway.builder().port(0).webapp("/", webapp.root()).start())
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("CDI cannot start: java.io.IOException: the reason");
  }
}
