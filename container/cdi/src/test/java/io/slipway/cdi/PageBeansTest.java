package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.cdi.app.Named;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageBeansTest {
  @Test
  void aPageFindsBeansByName(@TempDir Path folder) throws Exception {
    WebappFolder webapp =
        new WebappFolder(folder).classes(Named.class).file("hello.jsp", "<p>${visitor.name}</p>");
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp.root()).start()) {
      assertThat(new Browser(slipway).body("/hello.jsp")).isEqualTo("<p>Ada</p>");
    }
  }
}
