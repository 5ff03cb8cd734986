package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.Origin;
import io.slipway.model.SecurityConstraintDef;
import io.slipway.model.SecurityConstraintDef.Transport;
import io.slipway.model.SecurityConstraintDef.WebResource;
import io.slipway.model.UrlPattern;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servlet 6.1, 13.8. */
class ConstraintTableTest {
  private static final Set<String> ROLES = Set.of("HOMEOWNER", "CONTRACTOR", "SALESCLERK");

  private static SecurityConstraintDef constraint(
      @Nullable Set<String> roles, Transport transport, WebResource... resources) {
    return new SecurityConstraintDef(
        List.of(resources), Optional.ofNullable(roles), transport, Origin.of("WEB-INF/web.xml"));
  }

  private static WebResource on(String patterns, String methods, String omissions) {
    return new WebResource(
        "r",
        Arrays.stream(patterns.split(" ")).map(UrlPattern::parse).toList(),
        methods.isEmpty() ? Set.of() : Set.of(methods.split(" ")),
        omissions.isEmpty() ? Set.of() : Set.of(omissions.split(" ")));
  }

  private static ConstraintTable table(SecurityConstraintDef... constraints) {
    return ConstraintTable.compile(List.of(constraints), ROLES, false);
  }

  /** The example of 13.8.2 and the table that it comes to. */
  @Nested
  class Example {
    private final ConstraintTable table =
        table(
            constraint(
                Set.of(),
                Transport.NONE,
                on("/* /acme/wholesale/* /acme/retail/*", "", "GET POST")),
            constraint(
                Set.of(), Transport.NONE, on("/acme/wholesale/* /acme/retail/*", "", "GET POST")),
            constraint(
                Set.of("SALESCLERK"), Transport.NONE, on("/acme/wholesale/*", "GET PUT", "")),
            constraint(
                Set.of("CONTRACTOR"),
                Transport.CONFIDENTIAL,
                on("/acme/wholesale/*", "GET POST", "")),
            constraint(
                Set.of("CONTRACTOR", "HOMEOWNER"),
                Transport.NONE,
                on("/acme/retail/*", "GET POST", "")));

    @ParameterizedTest
    @CsvSource({
      "/x, DELETE, false, nobody",
      "/x, GET, false, everybody",
      "/x, POST, false, everybody",
      "/acme/wholesale/a, DELETE, false, nobody",
      "/acme/wholesale/a, GET, false, CONTRACTOR SALESCLERK",
      "/acme/wholesale/a, POST, true, CONTRACTOR",
      "/acme/wholesale/a, PUT, false, nobody",
      "/acme/retail/a, DELETE, false, nobody",
      "/acme/retail/a, GET, false, CONTRACTOR HOMEOWNER",
      "/acme/retail/a, POST, false, CONTRACTOR HOMEOWNER",
      "/acme/retail, PUT, false, nobody",
    })
    void isCombinedAsTheSpecificationSays(
        String path, String method, boolean confidential, String who) {
      Verdict verdict = table.check(path, method);
      assertThat(verdict.confidential()).isEqualTo(confidential);
      List<Set<String>> required =
          switch (who) {
            case "nobody" -> List.of(Set.of());
            case "everybody" -> List.of();
            default -> List.of(Set.of(who.split(" ")));
          };
      assertThat(verdict.required()).isEqualTo(required);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b, exact",
    "/a/b/, prefix",
    "/a/c, prefix",
    "/a, prefix",
    "/ab, default",
    "/x.jsp, extension",
    "/a/x.jsp, prefix",
    "/, root",
    "/x/y.jsp, extension",
    "/x.jsp/y, default",
  })
  void onlyTheBestMatchingPatternCounts(String path, String expected) {
    ConstraintTable table =
        table(
            constraint(Set.of("exact"), Transport.NONE, on("/a/b", "", "")),
            constraint(Set.of("prefix"), Transport.NONE, on("/a/*", "", "")),
            constraint(Set.of("extension"), Transport.NONE, on("*.jsp", "", "")),
            constraint(Set.of("default"), Transport.NONE, on("/", "", "")),
            constraint(
                Set.of("root"),
                Transport.NONE,
                new WebResource("r", List.of(UrlPattern.parse("")), Set.of(), Set.of())));
    assertThat(table.check(path, "GET").required()).isEqualTo(List.of(Set.of(expected)));
  }

  @Test
  void aConstraintWithoutAuthConstraintOpensThePatternForEverybody() {
    ConstraintTable table =
        table(
            constraint(Set.of("HOMEOWNER"), Transport.NONE, on("/a", "", "")),
            constraint(null, Transport.NONE, on("/a", "", "")));
    assertThat(table.check("/a", "GET")).isEqualTo(Verdict.PERMIT);
  }

  @Test
  void nobodyWinsOverEverybody() {
    ConstraintTable table =
        table(
            constraint(Set.of(), Transport.NONE, on("/a", "", "")),
            constraint(null, Transport.NONE, on("/a", "", "")));
    assertThat(table.check("/a", "GET").forbidsEverybody()).isTrue();
  }

  @Test
  void aStarStandsForEveryRoleOfTheWebapp() {
    Verdict verdict =
        table(constraint(Set.of("*"), Transport.NONE, on("/a", "", ""))).check("/a", "GET");
    assertThat(verdict.required()).isEqualTo(List.of(ROLES));
    assertThat(verdict.permits(Set.of("other"))).isFalse();
  }

  @Test
  void aRoleThatIsCalledTwoStarsDoesNotOpenToAnyUserWhatAStarIsFor() {
    Verdict verdict =
        ConstraintTable.compile(
                List.of(constraint(Set.of("*"), Transport.NONE, on("/a", "", ""))),
                Set.of("HOMEOWNER", "**"),
                false)
            .check("/a", "GET");
    assertThat(verdict.permits(Set.of("HOMEOWNER"))).isTrue();
    assertThat(verdict.permits(Set.of("other"))).isFalse();
  }

  @Test
  void twoStarsStandForAnyUser() {
    Verdict verdict =
        table(constraint(Set.of("**"), Transport.NONE, on("/a", "", ""))).check("/a", "GET");
    assertThat(verdict.needsLogin()).isTrue();
    assertThat(verdict.permits(Set.of())).isTrue();
  }

  @Test
  void uncoveredMethodsAreOpenAndReported() {
    ConstraintTable table =
        table(constraint(Set.of("HOMEOWNER"), Transport.NONE, on("/a", "GET", "")));
    assertThat(table.check("/a", "POST")).isEqualTo(Verdict.PERMIT);
    assertThat(table.uncovered()).containsExactly("all methods but [GET] /a");
  }

  @Test
  void anOmittedMethodIsUncoveredUnlessNamedElsewhere() {
    ConstraintTable table =
        table(constraint(Set.of("HOMEOWNER"), Transport.NONE, on("/a", "", "GET")));
    assertThat(table.check("/a", "GET")).isEqualTo(Verdict.PERMIT);
    assertThat(table.check("/a", "PATCH").needsLogin()).isTrue();
    assertThat(table.uncovered()).containsExactly("GET /a");
  }

  @ParameterizedTest
  @CsvSource({"GET, false", "POST, true", "get, true", "PROPFIND, true"})
  void uncoveredMethodsAreDeniedOnRequest(String method, boolean denied) {
    ConstraintTable table =
        ConstraintTable.compile(
            List.of(constraint(Set.of("HOMEOWNER"), Transport.NONE, on("/a", "GET", ""))),
            ROLES,
            true);
    assertThat(table.check("/a", method).forbidsEverybody()).isEqualTo(denied);
    assertThat(table.check("/b", method)).isEqualTo(Verdict.PERMIT);
  }

  @Test
  void bothOfTwoVerdictsMustHold() {
    Verdict both =
        new Verdict(true, List.of(Set.of("a", "b")))
            .and(new Verdict(false, List.of(Set.of("b", "c"))));
    assertThat(both.confidential()).isTrue();
    assertThat(both.permits(Set.of("a"))).isFalse();
    assertThat(both.permits(Set.of("b"))).isTrue();
    assertThat(both.permits(Set.of("a", "c"))).isTrue();
  }
}
