package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.WebApp;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorVersionTest {
  private static final String BODY =
      "<servlet><servlet-name>s</servlet-name><servlet-class>io.slipway.descriptor.Samples$Plain</servlet-class></servlet>"
          + "<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/s</url-pattern></servlet-mapping>";

  @TempDir Path folder;

  @ParameterizedTest(name = "{2}.{3} by {0} {1}")
  @CsvSource({
    "http://java.sun.com/xml/ns/j2ee,2.4,2,4",
    "http://java.sun.com/xml/ns/javaee,2.5,2,5",
    "http://java.sun.com/xml/ns/javaee,3.0,3,0",
    "http://xmlns.jcp.org/xml/ns/javaee,3.1,3,1",
    "http://xmlns.jcp.org/xml/ns/javaee,4.0,4,0",
    "https://jakarta.ee/xml/ns/jakartaee,5.0,5,0",
    "https://jakarta.ee/xml/ns/jakartaee,6.0,6,0",
    "https://jakarta.ee/xml/ns/jakartaee,6.1,6,1",
    "https://jakarta.ee/xml/ns/jakartaee,,6,1",
    "http://java.sun.com/xml/ns/j2ee,,2,4",
    "http://java.sun.com/xml/ns/javaee,,2,5",
    "http://xmlns.jcp.org/xml/ns/javaee,,3,1",
    ",,6,1",
    ",2.5,2,5"
  })
  void everyNamespaceAndVersionIsRead(String namespace, String version, int major, int minor)
      throws IOException {
    String root =
        "<web-app"
            + (namespace == null ? "" : " xmlns=\"" + namespace + "\"")
            + (version == null ? "" : " version=\"" + version + "\"")
            + ">";
    TestWebapp webapp =
        new TestWebapp(folder).classes(Samples.Plain.class).rawWebXml(root + BODY + "</web-app>");

    WebApp app = webapp.app();

    assertThat(webapp.problems()).isEmpty();
    assertThat(app.majorVersion()).isEqualTo(major);
    assertThat(app.minorVersion()).isEqualTo(minor);
    assertThat(app.servlets()).hasSize(1);
  }

  @ParameterizedTest(name = "2.{1} by document type")
  @CsvSource({
    "-//Sun Microsystems%2C Inc.//DTD Web Application 2.2//EN,2,http://java.sun.com/j2ee/dtds/web-app_2_2.dtd",
    "-//Sun Microsystems%2C Inc.//DTD Web Application 2.3//EN,3,http://java.sun.com/dtd/web-app_2_3.dtd",
    "-//Somebody//EN,3,http://java.sun.com/dtd/web-app_2_3.dtd"
  })
  void documentTypesAreNotLoadedButTellTheVersion(String publicId, int minor, String systemId)
      throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Plain.class)
            .rawWebXml(
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE web-app\n  PUBLIC \""
                    + publicId.replace("%2C", ",")
                    + "\"\n  \""
                    + systemId
                    + "\">\n<web-app>"
                    + BODY.replace("/s<", "s<")
                    + "</web-app>");

    WebApp app = webapp.app();

    assertThat(app.majorVersion()).isEqualTo(2);
    assertThat(app.minorVersion()).isEqualTo(minor);
    assertThat(app.servlets().get(0).patterns())
        .singleElement()
        .satisfies(p -> assertThat(p.text()).isEqualTo("/s"));
    assertThat(webapp.warnings()).containsExactly("pattern-without-slash@WEB-INF/web.xml:5");
  }

  @Test
  void slashIsDemandedFrom24On() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Plain.class)
            .rawWebXml(
                "<web-app xmlns=\"http://java.sun.com/xml/ns/j2ee\" version=\"2.4\">"
                    + BODY.replace("/s<", "s<")
                    + "</web-app>");

    assertThat(webapp.errors()).containsExactly("bad-url-pattern@WEB-INF/web.xml:1");
  }

  @Test
  void newerVersionIsReadWithAWarning() throws IOException {
    TestWebapp webapp = new TestWebapp(folder).rawWebXml("<web-app version=\"7.0\"/>");

    assertThat(webapp.warnings()).containsExactly("newer-version@WEB-INF/web.xml:1");
  }

  @Test
  void foreignNamespaceIsReadWithAWarning() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Plain.class)
            .rawWebXml("<web-app xmlns=\"urn:x\">" + BODY + "</web-app>");

    assertThat(webapp.warnings()).containsExactly("unknown-namespace@WEB-INF/web.xml:1");
    assertThat(webapp.app().servlets()).hasSize(1);
  }

  @Test
  void prefixedElementsAreRead() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .rawWebXml(
                "<j:web-app xmlns:j='https://jakarta.ee/xml/ns/jakartaee' version='6.1'><j:display-name> x </j:display-name></j:web-app>");

    assertThat(webapp.app().displayName()).contains("x");
  }

  @Test
  void noDescriptorIsVersion61() throws IOException {
    WebApp app = new TestWebapp(folder).app();

    assertThat(app.majorVersion()).isEqualTo(6);
    assertThat(app.minorVersion()).isEqualTo(1);
    assertThat(app.welcomeFiles()).containsExactly("index.html", "index.htm", "index.jsp");
  }
}
