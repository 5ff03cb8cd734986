package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.cdi.app.Greeter;
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

  @Test
  void aTagHandlerIsInjectedAndReleased(@TempDir Path folder) throws Exception {
    WebappFolder webapp =
        new WebappFolder(folder)
            .classes(Named.class, Greeter.class)
            .file(
                "WEB-INF/greet.tld",
                """
                <taglib xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
                  <tlib-version>1.0</tlib-version><short-name>g</short-name><uri>urn:greet</uri>
                  <tag><name>hello</name><tag-class>%s</tag-class><body-content>empty</body-content></tag>
                </taglib>
                """
                    .formatted(Greeter.class.getName()))
            .file(
                "WEB-INF/web.xml",
                """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
                  <env-entry><env-entry-name>greeting</env-entry-name>
                    <env-entry-type>java.lang.String</env-entry-type>
                    <env-entry-value>Good day</env-entry-value></env-entry>
                </web-app>
                """)
            .file(
                "hello.jsp",
                "<%@ taglib prefix=\"g\" uri=\"urn:greet\" %><g:hello/>, ${visitor.left}");
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp.root()).start()) {
      assertThat(new Browser(slipway).body("/hello.jsp")).isEqualTo("Good day Ada, 1");
    }
  }
}
