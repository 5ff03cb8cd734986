package io.slipway.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.InjectionTarget;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.OperationNotSupportedException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebappNamesTest {
  private static final Origin AT = new Origin("WEB-INF/web.xml", 7);

  private final List<Problem> problems = new ArrayList<>();

  private WebappNames open(Map<String, Object> shared, NamingEntry... entries) {
    return WebappNames.open(
        new WebappNames.Setup(
            "/shop",
            "shop",
            List.of(entries),
            shared,
            Map.of(),
            List.of(),
            () -> null,
            getClass().getClassLoader()),
        problems::add);
  }

  private static NamingEntry env(String name, String type, String value) {
    return new NamingEntry.EnvEntry(
        name,
        Optional.ofNullable(type),
        Optional.ofNullable(value),
        Optional.empty(),
        List.of(),
        AT);
  }

  private static NamingEntry envLookup(String name, String lookup) {
    return new NamingEntry.EnvEntry(
        name, Optional.empty(), Optional.empty(), Optional.of(lookup), List.of(), AT);
  }

  private static NamingEntry resource(
      String name, String type, String lookup, InjectionTarget... targets) {
    return new NamingEntry.ResourceRef(
        name, Optional.ofNullable(type), Optional.ofNullable(lookup), List.of(targets), AT);
  }

  private static NamingEntry dataSource(
      String name, Class<?> type, Map<String, String> properties) {
    return new NamingEntry.DataSourceDef(name, type.getName(), properties, AT);
  }

  private List<String> codes() {
    return problems.stream().map(p -> p.severity().name().charAt(0) + " " + p.code()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.String, abc, abc",
    "java.lang.Boolean, TRUE, true",
    "java.lang.Character, x, x",
    "java.lang.Byte, 7, 7",
    "java.lang.Short, -7, -7",
    "java.lang.Integer, ' 7 ', 7",
    "java.lang.Long, 7000000000, 7000000000",
    "java.lang.Float, 1.5, 1.5",
    "java.lang.Double, 1e3, 1000.0",
    "java.lang.Class, java.util.List, interface java.util.List",
    "java.util.concurrent.TimeUnit, SECONDS, SECONDS",
  })
  void valuesHaveTheirTypes(String type, String value, String text) throws Exception {
    Object found = open(Map.of(), env("x", type, value)).find("x");
    assertThat(problems).isEmpty();
    assertThat(found).hasToString(text);
    assertThat(found).isInstanceOf(Class.forName(type));
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.Integer, seven, not a number",
    "java.lang.Byte, 300, not a number",
    "java.lang.Boolean, yes, neither true nor false",
    "java.lang.Character, xy, not one character",
    "java.lang.Class, no.Such, cannot be loaded",
    "java.util.concurrent.TimeUnit, AEON, not a constant",
    "java.util.List, x, which environment entries cannot have",
    "no.such.Type, x, not a class",
    ", x, has no type",
  })
  void valuesThatAreNoneAreReportedWithTheirPlace(String type, String value, String message)
      throws Exception {
    assertThat(open(Map.of(), env("x", type, value)).find("x")).isNull();
    assertThat(codes()).containsExactly("E bad-env-entry");
    assertThat(problems.get(0).toString())
        .startsWith("WEB-INF/web.xml:7: ")
        .contains(message)
        .contains("\"x\"");
  }

  static final class Target {
    TimeUnit unit;
    private int number;

    void setNumber(int number) {
      this.number = number;
    }
  }

  @Test
  void theTypeIsThatOfTheTargetWhereNoneIsSaid() throws Exception {
    WebappNames names =
        open(
            Map.of(),
            new NamingEntry.EnvEntry(
                "unit",
                Optional.empty(),
                Optional.of("DAYS"),
                Optional.empty(),
                List.of(new InjectionTarget(Target.class.getName(), "unit")),
                AT),
            new NamingEntry.EnvEntry(
                "number",
                Optional.empty(),
                Optional.of("3"),
                Optional.empty(),
                List.of(new InjectionTarget(Target.class.getName(), "number")),
                AT));
    assertThat(names.find("unit")).isEqualTo(TimeUnit.DAYS);
    assertThat(names.find("number")).isEqualTo(3);
  }

  @Test
  void anEntryWithoutAValueIsNotBound() throws Exception {
    assertThat(open(Map.of(), env("x", "java.lang.String", null)).find("x")).isNull();
    assertThat(problems).isEmpty();
  }

  @Test
  void namesHaveManyForms() throws Exception {
    WebappNames names =
        open(
            Map.of(),
            env("a/b", "java.lang.String", "1"),
            env("java:app/c", "java.lang.String", "2"));
    Context root = NamesContext.root(names, null);
    for (String name :
        List.of(
            "java:comp/env/a/b", "java:/comp/env/a/b/", "java:module/env/a/b", "comp/env/a/b")) {
      assertThat(root.lookup(name)).as(name).isEqualTo("1");
    }
    assertThat(root.lookup(new CompositeName("java:comp/env/a/b"))).isEqualTo("1");
    assertThat(root.lookup("java:app/c")).isEqualTo("2");
    assertThat(root.lookup("java:app/AppName")).isEqualTo("shop");
    assertThat(root.lookup("java:module/ModuleName")).isEqualTo("shop");
    Context env = (Context) root.lookup("java:comp/env");
    assertThat(env.lookup("a/b")).isEqualTo("1");
    assertThat(((Context) env.lookup("a")).lookup("b")).isEqualTo("1");
    assertThat(((Context) env.lookup("a")).lookup("java:app/c")).isEqualTo("2");
    assertThat(env.getNameInNamespace()).isEqualTo("java:comp/env");
  }

  @Test
  void foldersListWhatIsInThem() throws Exception {
    WebappNames names =
        open(
            Map.of(),
            env("jdbc/b", "java.lang.String", "1"),
            env("jdbc-x", "java.lang.String", "2"),
            env("jdbc/a", "java.lang.Integer", "3"));
    Context root = NamesContext.root(names, null);
    assertThat(listed(root.list("java:comp/env")))
        .containsExactly("jdbc=javax.naming.Context", "jdbc-x=java.lang.String");
    assertThat(listed(root.list("java:comp/env/jdbc")))
        .containsExactly("a=java.lang.Integer", "b=java.lang.String");
    assertThat(listed(root.list("java:")))
        .containsExactly(
            "app=javax.naming.Context", "comp=javax.naming.Context", "global=javax.naming.Context");
    assertThat(root.listBindings("java:comp/env/jdbc").next().getObject()).isEqualTo(3);
    assertThatThrownBy(() -> root.list("java:comp/env/jdb"))
        .isInstanceOf(NameNotFoundException.class);
    assertThat(listed(((Context) open(Map.of()).lookup("comp/env", null)).list(""))).isEmpty();
  }

  private static List<String> listed(NamingEnumeration<NameClassPair> pairs)
      throws NamingException {
    List<String> texts = new ArrayList<>();
    while (pairs.hasMore()) {
      NameClassPair pair = pairs.next();
      texts.add(pair.getName() + "=" + pair.getClassName());
    }
    return texts;
  }

  @Test
  void nothingCanBeChanged() {
    Context root = NamesContext.root(open(Map.of()), null);
    assertThatThrownBy(() -> root.bind("java:comp/env/x", "1"))
        .isInstanceOf(OperationNotSupportedException.class)
        .hasMessageContaining("java:comp/env/x")
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> root.createSubcontext("java:comp/y"))
        .isInstanceOf(OperationNotSupportedException.class);
  }

  @Test
  void aMissingNameIsNamedWithTheWebapp() {
    assertThatThrownBy(
            () -> NamesContext.root(open(Map.of()), null).lookup("java:comp/env/nothing"))
        .isInstanceOf(NameNotFoundException.class)
        .hasMessageContaining("java:comp/env/nothing")
        .hasMessageContaining("/shop")
        .hasMessageContaining("<env-entry>");
  }

  @Test
  void lookupNamesAreFollowed() throws Exception {
    WebappNames names =
        open(
            Map.of("jdbc/main", new TestDataSources.Simple()),
            envLookup("second", "java:comp/env/first"),
            envLookup("first", "java:app/zero"),
            env("java:app/zero", "java.lang.String", "0"),
            resource("jdbc/mine", "javax.sql.DataSource", "jdbc/main"));
    assertThat(problems).isEmpty();
    assertThat(names.find("second")).isEqualTo("0");
    assertThat(names.find("jdbc/mine")).isSameAs(names.find("jdbc/main"));
  }

  @Test
  void lookupNamesInACircleOrToNowhereAreReported() {
    open(Map.of(), envLookup("a", "java:comp/env/b"), envLookup("b", "java:comp/env/a"));
    assertThat(codes()).contains("E circular-lookup");
    problems.clear();
    open(Map.of(), envLookup("a", "java:app/none"));
    assertThat(codes()).containsExactly("E lookup-missing");
    assertThat(problems.get(0).toString())
        .as("an annotation may have said it")
        .contains("java:app/none", "or lookup")
        .doesNotContain("<env-entry>");
    problems.clear();
    open(Map.of(), resource("a", null, "java:app/none"));
    assertThat(codes()).containsExactly("W resource-missing");
  }

  @Test
  void whatTheContainerOffersIsFoundWithAndWithoutADeclaration() throws Exception {
    DataSource offered = new TestDataSources.Simple();
    Map<String, Object> shared = Map.of("jdbc/main", offered, "java:global/jdbc/other", offered);
    assertThat(open(shared).find("java:comp/env/jdbc/main")).isSameAs(offered);
    assertThat(open(shared).find("java:global/jdbc/other")).isSameAs(offered);
    assertThat(open(shared, resource("jdbc/main", "javax.sql.DataSource", null)).find("jdbc/main"))
        .isSameAs(offered);
    assertThat(
            open(shared, resource("jdbc/main", "javax.sql.DataSource", "jdbc/main"))
                .find("jdbc/main"))
        .isSameAs(offered);
    assertThat(problems).isEmpty();
    open(shared, resource("jdbc/main", "java.net.URL", null));
    assertThat(codes()).containsExactly("E wrong-resource-type");
  }

  @Test
  void aResourceThatIsNotThereIsAnErrorOnlyWhereItIsInjected() {
    open(Map.of(), resource("jdbc/x", "javax.sql.DataSource", null));
    assertThat(codes()).containsExactly("W resource-missing");
    problems.clear();
    open(
        Map.of(),
        resource("jdbc/x", "javax.sql.DataSource", null, new InjectionTarget("a.B", "source")));
    assertThat(codes()).containsExactly("E resource-missing");
    assertThat(problems.get(0).toString())
        .contains("a.B.source")
        .contains("SlipwayBuilder.dataSource");
  }

  @Test
  void aNameBelowAValueIsReported() {
    open(Map.of(), env("a", "java.lang.String", "1"), env("a/b", "java.lang.String", "2"));
    assertThat(codes()).containsExactly("E name-below-value");
  }

  @Test
  void aDefinedDataSourceIsMadeConfiguredAndClosed() throws Exception {
    WebappNames names =
        open(
            Map.of(),
            dataSource(
                "java:app/jdbc/shop",
                TestDataSources.Simple.class,
                Map.of(
                    "url",
                    "jdbc:x",
                    "user",
                    "u",
                    "password",
                    "pass",
                    "port-number",
                    "5432",
                    "property.strict",
                    "false")),
            resource("jdbc/mine", "javax.sql.DataSource", "java:app/jdbc/shop"));
    assertThat(problems).isEmpty();
    TestDataSources.Simple source = (TestDataSources.Simple) names.find("jdbc/mine");
    assertThat(source.getUrl()).isEqualTo("jdbc:x");
    assertThat(source.getPortNumber()).isEqualTo(5432);
    assertThat(source.events).containsExactlyInAnyOrder("user u", "password of 4");
    names.close();
    assertThat(source.events).contains("closed");
    assertThatThrownBy(() -> names.find("jdbc/mine"))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("has ended");
  }

  @Test
  void theIsolationLevelIsThatOfEveryConnection() throws Exception {
    WebappNames names =
        open(
            Map.of(),
            dataSource(
                "a",
                TestDataSources.Simple.class,
                Map.of("isolation-level", "TRANSACTION_SERIALIZABLE")),
            dataSource("b", TestDataSources.Simple.class, Map.of("isolation-level", "2")));
    DataSource source = (DataSource) names.find("a");
    source.getConnection("somebody", "x").close();
    assertThat(source.unwrap(TestDataSources.Simple.class).events)
        .containsExactly(
            "as somebody", "isolation " + Connection.TRANSACTION_SERIALIZABLE, "close");
    assertThat(problems).isEmpty();
  }

  @Test
  void aDataSourceForPoolsEndsItsConnectionsWithTheirUse() throws Exception {
    DataSource source =
        (DataSource)
            open(Map.of(), dataSource("a", TestDataSources.Pooled.class, Map.of())).find("a");
    source.getConnection().close();
    assertThat(source.unwrap(TestDataSources.Pooled.class).events)
        .containsExactly("close", "physically closed");
  }

  @Test
  void everythingWrongWithADataSourceIsReportedWithoutItsValues() {
    open(
        Map.of(),
        dataSource(
            "a",
            TestDataSources.Simple.class,
            Map.of(
                "port-number",
                "secret1",
                "property.strict",
                "true",
                "property.strickt",
                "secret2",
                "isolation-level",
                "9",
                "max-pool-size",
                "3")),
        dataSource("b", String.class, Map.of()),
        new NamingEntry.DataSourceDef("c", "no.such.Driver", Map.of(), AT),
        new NamingEntry.DataSourceDef("d", "", Map.of(), AT));
    assertThat(codes())
        .containsExactlyInAnyOrder(
            "E bad-data-source",
            "E bad-data-source",
            "E bad-data-source",
            "E bad-data-source",
            "W data-source-property-ignored",
            "E bad-data-source",
            "E bad-data-source",
            "E bad-data-source");
    assertThat(problems.toString())
        .doesNotContain("secret")
        .contains("\"strickt\"")
        .contains("portNumber")
        .contains("no.such.Driver")
        .contains("WEB-INF/lib");
  }
}
