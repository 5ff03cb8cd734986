package io.slipway.descriptor;

import static io.slipway.descriptor.Elements.filter;
import static io.slipway.descriptor.Elements.filterMapping;
import static io.slipway.descriptor.Elements.mapping;
import static io.slipway.descriptor.Elements.param;
import static io.slipway.descriptor.Elements.servlet;
import static io.slipway.descriptor.Elements.type;
import static io.slipway.descriptor.TestWebapp.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.slipway.model.ComponentType;
import io.slipway.model.MultipartDef;
import io.slipway.model.NamingEntry;
import io.slipway.model.ServletDef;
import io.slipway.model.UrlPattern;
import io.slipway.model.WebApp;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servlet 6.1, 8.2.3, rule 5.n: what annotations say, and what descriptors say of the same. */
class AnnotationMergeTest {
  private static final String P = "io.slipway.descriptor.Samples$";

  @TempDir Path folder;
  private TestWebapp webapp;

  @BeforeEach
  void createWebapp() {
    webapp = new TestWebapp(folder);
  }

  @Test
  void annotationDeclaresAServlet() throws IOException {
    webapp.classes(Samples.Annotated.class);

    ServletDef servlet = webapp.servlet("annotated");
    assertThat(servlet.type()).isEqualTo(new ComponentType.ClassName(P + "Annotated"));
    assertThat(texts(servlet.patterns())).containsExactly("/annotated", "/annotated/*");
    assertThat(servlet.initParams())
        .containsEntry("a", "annotation")
        .containsEntry("b", "annotation");
    assertThat(servlet.loadOnStartup()).isEqualTo(OptionalInt.of(3));
    assertThat(servlet.asyncSupported()).isTrue();
    assertThat(servlet.multipart()).isEqualTo(Optional.of(new MultipartDef("", 100, -1, 7)));
  }

  @Test
  void descriptorOfTheSameNameOverridesPartByPart() throws IOException {
    webapp
        .classes(Samples.Annotated.class)
        .webXml(
            servlet(
                    "annotated",
                    param("init-param", "a", "main")
                        + param("init-param", "c", "main")
                        + "<load-on-startup>9</load-on-startup>")
                + mapping("annotated", "/main"));

    ServletDef servlet = webapp.servlet("annotated");
    assertThat(webapp.app().servlets()).hasSize(1);
    assertThat(servlet.initParams())
        .containsEntry("a", "main")
        .containsEntry("b", "annotation")
        .containsEntry("c", "main");
    assertThat(texts(servlet.patterns())).containsExactly("/main");
    assertThat(servlet.loadOnStartup()).hasValue(9);
    assertThat(servlet.asyncSupported()).isTrue();
  }

  @Test
  void fragmentOverridesAnnotationsToo() throws IOException {
    webapp
        .classes(Samples.Annotated.class)
        .jar(
            "a.jar",
            servlet("annotated", param("init-param", "a", "f")) + mapping("annotated", "/f"));

    assertThat(webapp.servlet("annotated").initParams()).containsEntry("a", "f");
    assertThat(texts(webapp.servlet("annotated").patterns())).containsExactly("/f");
  }

  @Test
  void anotherNameInTheDescriptorIsAnotherServlet() throws IOException {
    webapp
        .classes(Samples.Unnamed.class)
        .webXml(servlet("Foo", type("Unnamed")) + mapping("Foo", "/foo"));

    assertThat(webapp.app().servlets())
        .extracting(ServletDef::name)
        .containsExactly("Foo", P + "Unnamed");
  }

  @Test
  void multipartConfigAppliesToEveryServletOfTheClassUnlessTheDescriptorSaysIt()
      throws IOException {
    webapp
        .classes(Samples.Annotated.class)
        .webXml(
            servlet("one", type("Annotated"))
                + servlet(
                    "two",
                    type("Annotated")
                        + "<multipart-config><max-file-size>5</max-file-size></multipart-config>"));

    assertThat(webapp.servlet("one").multipart()).contains(new MultipartDef("", 100, -1, 7));
    assertThat(webapp.servlet("two").multipart()).contains(new MultipartDef("", 5, -1, 0));
  }

  @Test
  void annotatedFilterIsFilledAndOverriddenByPart() throws IOException {
    webapp.classes(Samples.AnnotatedFilter.class, Samples.PlainFilter.class);
    assertThat(webapp.app().filterMappings())
        .singleElement()
        .satisfies(
            m -> {
              assertThat(texts(m.patterns())).containsExactly("/annotated/*");
              assertThat(m.dispatchers())
                  .containsExactlyInAnyOrder(DispatcherType.FORWARD, DispatcherType.ASYNC);
            });

    webapp.webXml(
        filter("f", param("init-param", "a", "main"))
            + filterMapping("f", "<url-pattern>/main</url-pattern>"));
    WebApp app = webapp.app();
    assertThat(app.filters())
        .singleElement()
        .satisfies(f -> assertThat(f.initParams()).containsEntry("a", "main"));
    assertThat(app.filterMappings())
        .as("patterns are overridden, dispatcher types not")
        .singleElement()
        .satisfies(
            m -> {
              assertThat(texts(m.patterns())).containsExactly("/main");
              assertThat(m.dispatchers())
                  .containsExactlyInAnyOrder(DispatcherType.FORWARD, DispatcherType.ASYNC);
            });

    webapp.webXml(
        filterMapping("f", "<url-pattern>/main</url-pattern><dispatcher>ERROR</dispatcher>"));
    assertThat(webapp.app().filterMappings())
        .singleElement()
        .satisfies(m -> assertThat(m.dispatchers()).containsExactly(DispatcherType.ERROR));
  }

  @Test
  void annotatedFilterOfAServletYieldsToTheServletsOfTheDescriptor() throws IOException {
    webapp.classes(Samples.FilterOfServlet.class, Samples.PlainFilter.class);
    assertThat(webapp.app().filters())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.asyncSupported()).isTrue();
              assertThat(f.initParams()).containsOnly(entry("a", "annotation"));
            });
    assertThat(webapp.app().filterMappings())
        .singleElement()
        .satisfies(m -> assertThat(m.servletNames()).containsExactly("annotated"));

    webapp.webXml(
        filter("f", "<async-supported>false</async-supported>" + param("init-param", "b", "main"))
            + filterMapping("f", "<servlet-name>default</servlet-name>"));
    assertThat(webapp.app().filters())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.asyncSupported()).isFalse();
              assertThat(f.initParams()).containsOnly(entry("a", "annotation"), entry("b", "main"));
            });
    assertThat(webapp.app().filterMappings())
        .singleElement()
        .satisfies(m -> assertThat(m.servletNames()).containsExactly("default"));

    webapp.webXml(filterMapping("f", "<url-pattern>/main</url-pattern>"));
    assertThat(webapp.app().filterMappings())
        .as("patterns of the descriptor leave the servlets of the annotation")
        .hasSize(2)
        .satisfiesOnlyOnce(m -> assertThat(m.servletNames()).containsExactly("annotated"))
        .satisfiesOnlyOnce(m -> assertThat(texts(m.patterns())).containsExactly("/main"));
  }

  @Test
  void sameAnnotatedNameOfTwoClassesIsAnError() throws IOException {
    webapp.classes(Samples.Annotated.class).jar("a.jar", null, Samples.SameName.class);
    assertThat(webapp.errors()).containsExactly("duplicate-servlet@" + P + "SameName");
  }

  @Test
  void sameAnnotatedNameOfTwoFiltersIsAnError() throws IOException {
    webapp
        .classes(Samples.PlainFilter.class, Samples.AnnotatedFilter.class)
        .jar("a.jar", null, Samples.FilterOfServlet.class);
    assertThat(webapp.errors()).containsExactly("duplicate-filter@" + P + "FilterOfServlet");
  }

  @Test
  void sameAnnotatedNameWithinOneArchiveIsAnErrorToo() throws IOException {
    webapp.classes(
        Samples.Annotated.class,
        Samples.SameName.class,
        Samples.PlainFilter.class,
        Samples.AnnotatedFilter.class,
        Samples.FilterOfServlet.class);

    assertThat(webapp.errors())
        .containsExactlyInAnyOrder(
            "duplicate-servlet@" + P + "SameName", "duplicate-filter@" + P + "FilterOfServlet");
  }

  @Test
  void aFilterInTwoArchivesIsOneFilter() throws IOException {
    webapp
        .jar("a.jar", null, Samples.AnnotatedFilter.class, Samples.PlainFilter.class)
        .jar("b.jar", null, Samples.AnnotatedFilter.class);

    assertThat(webapp.app().filters()).hasSize(1);
    assertThat(webapp.app().filterMappings()).hasSize(1);
  }

  @Test
  void dataSourcesAreDefinedByAnnotations() throws IOException {
    webapp.classes(Samples.DefinesOne.class, Samples.DefinesTwo.class);

    assertThat(webapp.app().naming())
        .extracting(NamingEntry::name)
        .containsExactly("java:app/jdbc/a", "java:app/jdbc/b", "java:app/jdbc/c");
    NamingEntry.DataSourceDef a = (NamingEntry.DataSourceDef) webapp.app().naming().get(0);
    assertThat(a.className()).isEqualTo("a.A");
    assertThat(a.properties())
        .containsOnly(entry("max-pool-size", "3"), entry("property.p", "v=w"));

    webapp.webXml(
        "<data-source><name>java:app/jdbc/a</name><class-name>a.Main</class-name></data-source>");
    assertThat(webapp.app().naming())
        .filteredOn(e -> e.name().equals("java:app/jdbc/a"))
        .singleElement()
        .isEqualTo(
            new NamingEntry.DataSourceDef(
                "java:app/jdbc/a", "a.Main", Map.of(), webapp.app().naming().get(0).origin()));
  }

  @Test
  void classInTwoArchivesIsOneServlet() throws IOException {
    webapp.jar("a.jar", null, Samples.Annotated.class).jar("b.jar", null, Samples.Annotated.class);

    assertThat(webapp.app().servlets()).hasSize(1);
  }

  @Test
  void samePatternOfTwoServletsIsAnErrorAcrossSources() throws IOException {
    webapp
        .classes(Samples.Annotated.class, Samples.Plain.class)
        .jar("a.jar", servlet("f", type("Plain")) + mapping("f", "/annotated"));

    assertThat(webapp.errors()).containsExactly("duplicate-url-pattern@" + P + "Annotated");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "Both,value-and-url-patterns",
    "NoServlet,annotated-class-is-none",
    "AbstractServlet,abstract-component",
    "BadPattern,bad-url-pattern",
    "NoFilter,annotated-class-is-none",
    "DefinesNameless,empty-name"
  })
  void wrongAnnotationsAreErrors(String simpleName, String code) throws Exception {
    webapp.classes(Class.forName(P + simpleName));

    assertThat(webapp.errors()).containsExactly(code + "@" + P + simpleName);
  }

  /** As on Tomcat and Jetty: libraries are published with such classes. */
  @Test
  void whatTheAnnotationOfALibraryDoesNotSayIsAWarning() throws IOException {
    webapp
        .jar(
            "library.jar",
            null,
            Samples.Nowhere.class,
            Samples.NoListener.class,
            Samples.FilterOfNothing.class,
            Samples.PlainFilter.class,
            Samples.Generic.class)
        .webXml(mapping("nowhere", "/now"));

    assertThat(webapp.warnings())
        .containsExactlyInAnyOrder(
            "annotation-without-pattern@" + P + "Nowhere",
            "annotated-class-is-none@" + P + "NoListener",
            "annotation-without-pattern@" + P + "FilterOfNothing",
            "not-an-http-servlet@" + P + "Generic");
    assertThat(webapp.errors()).isEmpty();
    assertThat(webapp.servlet("nowhere").patterns()).containsExactly(UrlPattern.parse("/now"));
    assertThat(webapp.app().listeners()).isEmpty();
  }
}
