package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.SecurityConstraintDef;
import io.slipway.model.SecurityConstraintDef.Transport;
import io.slipway.model.SecurityConstraintDef.WebResource;
import io.slipway.model.UrlPattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code @ServletSecurity}: Servlet 6.1, 13.4.1. */
class SecurityAnnotationsTest {
  private static final String P = "io.slipway.descriptor.Samples$";

  @TempDir Path folder;

  /**
   * A constraint as {@code methods!omitted roles transport}: {@code *} all methods, {@code
   * anybody}, {@code nobody}.
   */
  private static String show(SecurityConstraintDef constraint) {
    WebResource resource = constraint.resources().get(0);
    String methods = resource.methods().isEmpty() ? "*" : String.join(",", resource.methods());
    String omitted =
        resource.omittedMethods().isEmpty()
            ? ""
            : "!" + String.join(",", resource.omittedMethods().stream().sorted().toList());
    String roles =
        constraint.roles().map(r -> r.isEmpty() ? "nobody" : String.join(",", r)).orElse("anybody");
    return methods
        + omitted
        + " "
        + roles
        + (constraint.transport() == Transport.NONE ? "" : " " + constraint.transport());
  }

  private static String servlet(String simpleName) {
    return "<servlet><servlet-name>s</servlet-name><servlet-class>"
        + P
        + simpleName
        + "</servlet-class></servlet><servlet-mapping><servlet-name>s</servlet-name><url-pattern>/s</url-pattern></servlet-mapping>";
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // the specification's seven examples
        "AllDefault | * anybody",
        "Confidential | * anybody CONFIDENTIAL",
        "Deny | * nobody",
        "Role | * R1",
        "Methods | GET R1; POST R1 CONFIDENTIAL",
        "ExceptGet | *!GET R1; GET anybody",
        "DenyTrace | *!TRACE R1; TRACE nobody",
        // inherited as @Inherited says
        "InheritsRole | * R1",
        // the asterisk is no role
        "Star | * nobody",
      })
  void annotationIsMappedToConstraints(String simpleName, String expected) throws Exception {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Class.forName(P + simpleName), Samples.Role.class)
            .webXml(servlet(simpleName));

    List<SecurityConstraintDef> constraints = webapp.app().constraints();

    assertThat(String.join("; ", constraints.stream().map(SecurityAnnotationsTest::show).toList()))
        .isEqualTo(expected);
    assertThat(constraints)
        .allSatisfy(
            c ->
                assertThat(c.resources().get(0).patterns())
                    .containsExactly(UrlPattern.parse("/s")));
  }

  @Test
  void methodNamedTwiceIsAnError() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.SameMethodTwice.class)
            .webXml(servlet("SameMethodTwice"));

    assertThat(webapp.errors()).containsExactly("bad-servlet-security@" + P + "SameMethodTwice");
  }

  @Test
  void patternsOfAllServletsOfTheClassAreConstrained() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Role.class)
            .webXml(servlet("Role") + servlet("Role").replace(">s<", ">t<").replace("/s<", "/t<"));

    assertThat(webapp.app().constraints().get(0).resources().get(0).patterns())
        .extracting(UrlPattern::text)
        .containsExactly("/s", "/t");
    assertThat(webapp.app().roles()).isEqualTo(Set.of("R1"));
  }

  @Test
  void patternThatADescriptorConstrainsIsLeftAlone() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Role.class)
            .webXml(
                servlet("Role")
                    + "<security-constraint><web-resource-collection><url-pattern>/s</url-pattern></web-resource-collection>"
                    + "</security-constraint>");

    assertThat(webapp.app().constraints())
        .singleElement()
        .satisfies(c -> assertThat(show(c)).isEqualTo("* anybody"));
  }

  @Test
  void metadataCompleteSwitchesItOff() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Role.class)
            .rawWebXml(
                "<web-app "
                    + TestWebapp.NS
                    + " metadata-complete='true'>"
                    + servlet("Role")
                    + "</web-app>");

    assertThat(webapp.app().constraints()).isEmpty();
  }
}
