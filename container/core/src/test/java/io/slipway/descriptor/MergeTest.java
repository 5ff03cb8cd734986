package io.slipway.descriptor;

import static io.slipway.descriptor.Elements.filter;
import static io.slipway.descriptor.Elements.filterMapping;
import static io.slipway.descriptor.Elements.listener;
import static io.slipway.descriptor.Elements.mapping;
import static io.slipway.descriptor.Elements.param;
import static io.slipway.descriptor.Elements.servlet;
import static io.slipway.descriptor.Elements.type;
import static io.slipway.descriptor.TestWebapp.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.slipway.model.ComponentType;
import io.slipway.model.ErrorPageDef;
import io.slipway.model.FilterMappingDef;
import io.slipway.model.MultipartDef;
import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.InjectionTarget;
import io.slipway.model.ServletDef;
import io.slipway.model.UrlPattern;
import io.slipway.model.WebApp;
import jakarta.servlet.SessionTrackingMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Servlet 6.1, 8.2.3: descriptors and what they leave to annotations; the numbers are those of its
 * rules.
 */
class MergeTest {
  private static final String P = "io.slipway.descriptor.Samples$";

  @TempDir Path folder;
  private TestWebapp webapp;

  @BeforeEach
  void createWebapp() {
    webapp = new TestWebapp(folder);
  }

  private static List<String> filtersInOrder(WebApp app) {
    return app.filterMappings().stream().map(FilterMappingDef::filterName).toList();
  }

  @Test
  void aFilterOnALoneAsteriskIsOnEverything() throws IOException {
    webapp.webXml(
        filter("all", "<filter-class>" + P + "Plain</filter-class>")
            + filterMapping("all", "<url-pattern>*</url-pattern>"));

    assertThat(webapp.app().filterMappings().get(0).patterns())
        .containsExactly(UrlPattern.EVERYTHING);
    assertThat(webapp.warnings()).singleElement().asString().startsWith("asterisk-for-everything@");
  }

  // 3

  @Test
  void disabledServletKeepsNoPatternFromOthers() throws IOException {
    webapp.webXml(
        servlet("off", type("Plain") + "<enabled>false</enabled>")
            + mapping("off", "/a")
            + servlet("on", type("Plain"))
            + mapping("on", "/a"));

    assertThat(webapp.errors()).isEmpty();
    assertThat(webapp.servlet("off").enabled()).isFalse();
    assertThat(webapp.servlet("on").enabled()).isTrue();
  }

  @Test
  void descriptorDisablesAnAnnotatedServlet() throws IOException {
    webapp
        .classes(Samples.Annotated.class)
        .webXml(servlet("annotated", "<enabled>false</enabled>"));

    assertThat(webapp.servlet("annotated").enabled()).isFalse();
    assertThat(webapp.servlet("annotated").type())
        .isEqualTo(new ComponentType.ClassName(P + "Annotated"));
  }

  // 5.c, 5.d

  @Test
  void metadataCompleteLeavesOutFragmentsAndAnnotations() throws IOException {
    webapp
        .rawWebXml(
            "<web-app "
                + TestWebapp.NS
                + " metadata-complete='true'>"
                + servlet("s", type("Annotated"))
                + mapping("s", "/s")
                + "</web-app>")
        .classes(Samples.Annotated.class, Samples.AnnotatedListener.class)
        .jar(
            "a.jar", "<broken-but-not-read/>" + servlet("f", type("Plain")), Samples.Unnamed.class);

    WebApp app = webapp.app();
    assertThat(app.metadataComplete()).isTrue();
    assertThat(app.servlets()).singleElement().satisfies(s -> assertThat(s.multipart()).isEmpty());
    assertThat(app.listeners()).isEmpty();
    assertThat(app.orderedLibs()).isEmpty();
    assertThat(app.fragmentOrder()).containsExactly("a.jar");
    assertThat(webapp.problems()).isEmpty();
  }

  @Test
  void metadataCompleteStillExcludesJarsByAbsoluteOrdering() throws IOException {
    webapp
        .rawWebXml(
            "<web-app "
                + TestWebapp.NS
                + " metadata-complete='true'><absolute-ordering><name>b</name></absolute-ordering></web-app>")
        .jar("a.jar", "<name>a</name>")
        .jar("b.jar", "<name>b</name>");

    assertThat(webapp.app().fragmentOrder()).containsExactly("b.jar");
  }

  @Test
  void completeFragmentKeepsItsDescriptorButNotItsAnnotations() throws IOException {
    webapp
        .jarWithAttributes(
            "a.jar",
            "metadata-complete='true'",
            servlet("f", type("Annotated")) + mapping("f", "/f"),
            Samples.Annotated.class,
            Samples.AnnotatedListener.class)
        .jar("b.jar", null, Samples.Unnamed.class);

    WebApp app = webapp.app();
    assertThat(app.servlets()).extracting(ServletDef::name).containsExactly("f", P + "Unnamed");
    assertThat(app.servlets().get(0).multipart()).isEmpty();
    assertThat(app.listeners()).isEmpty();
  }

  @ParameterizedTest(name = "version {0}")
  @CsvSource({"2.3", "2.4", "2.5", "3.0", "6.1"})
  void versionDoesNotDecideOnAnnotations(String version) throws IOException {
    webapp.rawWebXml("<web-app version='" + version + "'/>").classes(Samples.Annotated.class);

    assertThat(webapp.app().servlets()).hasSize(1);
  }

  // 5.e, 5.f

  @Test
  void webXmlWinsOverFragments() throws IOException {
    webapp
        .webXml(
            servlet(
                    "s",
                    type("Plain")
                        + param("init-param", "a", "main")
                        + "<load-on-startup>1</load-on-startup>")
                + "<mime-mapping><extension>x</extension><mime-type>main/x</mime-type></mime-mapping>"
                + param("context-param", "c", "main")
                + "<error-page><error-code>404</error-code><location>/main</location></error-page>")
        .jar(
            "a.jar",
            servlet(
                    "s",
                    type("Unnamed")
                        + param("init-param", "a", "one")
                        + param("init-param", "b", "one")
                        + "<load-on-startup>2</load-on-startup>")
                + "<mime-mapping><extension>x</extension><mime-type>one/x</mime-type></mime-mapping>"
                + param("context-param", "c", "one")
                + "<error-page><error-code>404</error-code><location>/one</location></error-page>")
        .jar(
            "b.jar",
            servlet("s", param("init-param", "a", "two") + "<load-on-startup>3</load-on-startup>")
                + param("context-param", "c", "two"));

    WebApp app = webapp.app();
    ServletDef s = webapp.servlet("s");
    assertThat(s.type()).isEqualTo(new ComponentType.ClassName(P + "Plain"));
    assertThat(s.initParams()).containsEntry("a", "main").containsEntry("b", "one");
    assertThat(s.loadOnStartup()).hasValue(1);
    assertThat(app.mimeMappings()).containsEntry("x", "main/x");
    assertThat(app.contextParams()).containsEntry("c", "main");
    assertThat(app.errorPages()).containsExactly(new ErrorPageDef.ForStatus(404, "/main"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "init-param | <servlet><servlet-name>s</servlet-name><init-param><param-name>a</param-name><param-value>@</param-value></init-param></servlet>",
        "init-param of filter | <filter><filter-name>f</filter-name><init-param><param-name>a</param-name><param-value>@</param-value></init-param></filter>",
        "mime-mapping | <mime-mapping><extension>x</extension><mime-type>a/@</mime-type></mime-mapping>",
        "load-on-startup | <servlet><servlet-name>s</servlet-name><load-on-startup>@</load-on-startup></servlet>",
        "servlet-class | <servlet><servlet-name>s</servlet-name><servlet-class>a.B@</servlet-class></servlet>",
        "run-as | <servlet><servlet-name>s</servlet-name><run-as><role-name>r@</role-name></run-as></servlet>",
        "filter-class | <filter><filter-name>f</filter-name><filter-class>a.B@</filter-class></filter>",
        "multipart-config | <servlet><servlet-name>s</servlet-name><multipart-config><max-file-size>@</max-file-size></multipart-config></servlet>",
        "context-param | <context-param><param-name>a</param-name><param-value>@</param-value></context-param>",
        "error-page | <error-page><location>/@</location></error-page>",
        "locale | <locale-encoding-mapping-list><locale-encoding-mapping><locale>ja</locale><encoding>ISO-8859-@</encoding></locale-encoding-mapping></locale-encoding-mapping-list>",
        "session-timeout | <session-config><session-timeout>@</session-timeout></session-config>",
        "security-role-ref | <servlet><servlet-name>s</servlet-name><security-role-ref><role-name>a</role-name><role-link>r@</role-link></security-role-ref></servlet>",
        "taglib | <jsp-config><taglib><taglib-uri>u</taglib-uri><taglib-location>/@.tld</taglib-location></taglib></jsp-config>",
        "cookie name | <session-config><cookie-config><name>n@</name></cookie-config></session-config>",
        "cookie attribute | <session-config><cookie-config><attribute><attribute-name>A</attribute-name><attribute-value>@</attribute-value></attribute></cookie-config></session-config>",
        "login-config | <login-config><auth-method>BASIC</auth-method><realm-name>r@</realm-name></login-config>",
        "env-entry | <env-entry><env-entry-name>e</env-entry-name><env-entry-value>@</env-entry-value></env-entry>",
        "data-source | <data-source><name>d</name><url>jdbc:@</url></data-source>",
      })
  void fragmentsThatDisagreeAreAnErrorUnlessWebXmlDecides(String what, String content)
      throws IOException {
    webapp.jar("a.jar", content.replace("@", "1")).jar("b.jar", "\n" + content.replace("@", "2"));
    assertThat(webapp.errors())
        .as(what)
        .hasSize(1)
        .allMatch(
            e -> e.startsWith("fragment-conflict@WEB-INF/lib/b.jar!/META-INF/web-fragment.xml:3"));

    webapp.webXml(content.replace("@", "1"));
    assertThat(webapp.errors()).as("decided in web.xml: " + what).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "load-on-startup | <servlet><servlet-name>s</servlet-name><load-on-startup>1</load-on-startup></servlet>",
        "login | <login-config><auth-method>BASIC</auth-method></login-config>",
        "env-entry | <env-entry><env-entry-name>e</env-entry-name><env-entry-value>1</env-entry-value></env-entry>",
        "session | <session-config><session-timeout>1</session-timeout><tracking-mode>URL</tracking-mode></session-config>",
      })
  void fragmentsThatAgreeAreFine(String what, String content) throws IOException {
    webapp.jar("a.jar", content).jar("b.jar", "\n\n" + content);

    assertThat(webapp.errors()).as(what).isEmpty();
  }

  // 5.g

  @Test
  void whatWebXmlDoesNotSayIsInherited() throws IOException {
    webapp
        .webXml(
            servlet("s", type("Plain"))
                + "<session-config><cookie-config><name>MAIN</name></cookie-config></session-config>")
        .jar(
            "a.jar",
            servlet(
                    "s",
                    "<load-on-startup>2</load-on-startup><async-supported>true</async-supported>"
                        + "<multipart-config><location>up</location><max-file-size>1</max-file-size><max-request-size>2</max-request-size>"
                        + "<file-size-threshold>3</file-size-threshold></multipart-config>")
                + "<session-config><session-timeout>5</session-timeout><cookie-config><name>FRAGMENT</name><http-only>true</http-only>"
                + "</cookie-config><tracking-mode>COOKIE</tracking-mode></session-config>");

    WebApp app = webapp.app();
    assertThat(webapp.servlet("s").loadOnStartup()).hasValue(2);
    assertThat(webapp.servlet("s").asyncSupported()).isTrue();
    assertThat(webapp.servlet("s").multipart()).contains(new MultipartDef("up", 1, 2, 3));
    assertThat(app.session().cookie().name()).contains("MAIN");
    assertThat(app.session().cookie().httpOnly()).contains(true);
    assertThat(app.session().timeoutMinutes()).hasValue(5);
    assertThat(app.session().trackingModes()).containsExactly(SessionTrackingMode.COOKIE);
  }

  @Test
  void whatOnlyAFragmentSaysIsTaken() throws IOException {
    webapp
        .webXml(
            servlet("s", type("Plain"))
                + filter(
                    "f", "<filter-class>a.Main</filter-class>" + param("init-param", "a", "main")))
        .jar(
            "a.jar",
            servlet(
                    "s",
                    "<run-as><role-name>runner</role-name></run-as>"
                        + "<security-role-ref><role-name>boss</role-name><role-link>manager</role-link></security-role-ref>")
                + filter(
                    "f",
                    "<filter-class>a.One</filter-class><async-supported>true</async-supported>"
                        + param("init-param", "a", "one")
                        + param("init-param", "b", "one"))
                + param("context-param", "c", "one")
                + "<mime-mapping><extension>x</extension><mime-type>one/x</mime-type></mime-mapping>"
                + "<locale-encoding-mapping-list><locale-encoding-mapping><locale>ja</locale>"
                + "<encoding>Shift_JIS</encoding></locale-encoding-mapping></locale-encoding-mapping-list>"
                + "<error-page><error-code>404</error-code><location>/one</location></error-page>"
                + "<session-config><cookie-config><attribute><attribute-name>Priority</attribute-name>"
                + "<attribute-value>High</attribute-value></attribute></cookie-config></session-config>"
                + "<login-config><auth-method>BASIC</auth-method><realm-name>one</realm-name></login-config>"
                + "<jsp-config><taglib><taglib-uri>u</taglib-uri><taglib-location>/one.tld</taglib-location></taglib></jsp-config>");

    WebApp app = webapp.app();
    assertThat(webapp.servlet("s").runAs()).contains("runner");
    assertThat(webapp.servlet("s").roleRefs()).containsOnly(entry("boss", "manager"));
    assertThat(app.filters())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.className()).isEqualTo("a.Main");
              assertThat(f.asyncSupported()).isTrue();
              assertThat(f.initParams()).containsOnly(entry("a", "main"), entry("b", "one"));
            });
    assertThat(app.contextParams()).containsOnly(entry("c", "one"));
    assertThat(app.mimeMappings()).containsEntry("x", "one/x");
    assertThat(app.localeEncodings()).containsOnly(entry("ja", "Shift_JIS"));
    assertThat(app.errorPages()).containsExactly(new ErrorPageDef.ForStatus(404, "/one"));
    assertThat(app.session().cookie().attributes()).containsOnly(entry("Priority", "High"));
    assertThat(app.login().orElseThrow().realmName()).contains("one");
    assertThat(app.jsp().orElseThrow().taglibs()).containsOnly(entry("u", "/one.tld"));
  }

  @Test
  void theLoginOfWebXmlWinsOverAFragments() throws IOException {
    String login =
        "<login-config><auth-method>BASIC</auth-method><realm-name>@</realm-name></login-config>";
    webapp.webXml(login.replace("@", "main")).jar("a.jar", login.replace("@", "one"));

    assertThat(webapp.app().login().orElseThrow().realmName()).contains("main");
  }

  @Test
  void whatWebXmlSaysOfAServletAndAFilterWinsOverAFragment() throws IOException {
    String both =
        servlet(
                "s",
                "<async-supported>@</async-supported><enabled>@</enabled><run-as><role-name>r@</role-name></run-as>"
                    + "<security-role-ref><role-name>boss</role-name><role-link>l@</role-link></security-role-ref>")
            + filter("f", "<async-supported>@</async-supported>");
    webapp.webXml(both.replace("@", "true")).jar("a.jar", both.replace("@", "false"));

    ServletDef s = webapp.servlet("s");
    assertThat(s.asyncSupported()).isTrue();
    assertThat(s.enabled()).isTrue();
    assertThat(s.runAs()).contains("rtrue");
    assertThat(s.roleRefs()).containsOnly(entry("boss", "ltrue"));
    assertThat(webapp.app().filters().get(0).asyncSupported()).isTrue();
  }

  @Test
  void welcomeFilesAddUpAndReplaceTheDefaults() throws IOException {
    webapp
        .webXml(
            "<welcome-file-list><welcome-file>a</welcome-file></welcome-file-list><welcome-file-list><welcome-file>b</welcome-file></welcome-file-list>")
        .jar(
            "a.jar",
            "<welcome-file-list><welcome-file>c</welcome-file><welcome-file>a</welcome-file></welcome-file-list>");

    assertThat(webapp.app().welcomeFiles()).containsExactly("a", "b", "c");
  }

  @Test
  void servletMappingsAddUpAmongFragmentsAndYieldToWebXml() throws IOException {
    webapp
        .webXml(servlet("m", type("Plain")) + mapping("m", "/main"))
        .jar(
            "a.jar",
            servlet("f", type("Plain")) + mapping("f", "/a", "/both") + mapping("m", "/a-of-m"))
        .jar("b.jar", mapping("f", "/b", "/both"));

    assertThat(texts(webapp.servlet("m").patterns())).containsExactly("/main");
    assertThat(texts(webapp.servlet("f").patterns())).containsExactly("/a", "/both", "/b");
  }

  /** As a framework does that maps its servlets by a fragment, in a webapp that did so before. */
  @Test
  void aPatternThatWebXmlGivesToAServletIsNotAFragments() throws IOException {
    webapp
        .webXml(
            servlet("mine", type("Plain"))
                + mapping("mine", "/both")
                + servlet("off", type("Plain") + "<enabled>false</enabled>")
                + mapping("off", "/off"))
        .jar("a.jar", servlet("f", type("Plain")) + mapping("f", "/both", "/off", "/f"))
        .jar("b.jar", servlet("g", type("Plain")) + mapping("g", "/both"));

    assertThat(webapp.errors()).isEmpty();
    assertThat(texts(webapp.servlet("mine").patterns())).containsExactly("/both");
    assertThat(texts(webapp.servlet("f").patterns())).containsExactly("/off", "/f");
    assertThat(texts(webapp.servlet("g").patterns())).isEmpty();
    assertThat(webapp.warnings())
        .hasSize(2)
        .allMatch(w -> w.startsWith("mapping-of-web-xml@WEB-INF/lib/"));
  }

  @Test
  void filterMappingsAddUpAmongFragmentsAndYieldToWebXml() throws IOException {
    webapp
        .webXml(filter("m", "") + filterMapping("m", "<url-pattern>/main</url-pattern>"))
        .jar(
            "a.jar",
            filter("f", "")
                + filterMapping("f", "<url-pattern>/a</url-pattern>")
                + filterMapping("m", "<url-pattern>/a</url-pattern>"))
        .jar("b.jar", filterMapping("f", "<servlet-name>*</servlet-name>"));

    WebApp app = webapp.app();
    assertThat(filtersInOrder(app)).containsExactly("m", "f", "f");
    assertThat(texts(app.filterMappings().get(0).patterns())).containsExactly("/main");
    assertThat(app.filterMappings().get(2).servletNames()).containsExactly("*");
  }

  @Test
  void filterMappingsStandInTheOrderOfDescriptorFragmentsAnnotations() throws IOException {
    webapp
        .classes(Samples.AnnotatedFilter.class)
        .webXml(
            filter("m2", "")
                + filter("m1", "")
                + filterMapping("m2", "<url-pattern>/*</url-pattern>")
                + filterMapping("m1", "<url-pattern>/*</url-pattern>"))
        .jar(
            "a.jar",
            "<name>a</name><ordering><after><name>b</name></after></ordering>"
                + filter("a", "")
                + filterMapping("a", "<url-pattern>/*</url-pattern>"))
        .jar(
            "b.jar",
            "<name>b</name>"
                + filter("b", "")
                + filterMapping("b", "<url-pattern>/*</url-pattern>"));

    assertThat(filtersInOrder(webapp.app())).containsExactly("m2", "m1", "b", "a", "f");
  }

  @Test
  void listenerClassCountsOnceInTheOrderOfProcessing() throws IOException {
    webapp
        .webXml(listener("m.A") + listener("m.B") + listener("m.A"))
        .classes(Samples.AnnotatedListener.class)
        .jar(
            "a.jar",
            "<name>a</name><ordering><after><others/></after></ordering>"
                + listener("f.A")
                + listener("m.B"))
        .jar("b.jar", listener("f.B") + listener(P + "AnnotatedListener"));

    assertThat(webapp.app().listeners())
        .extracting(l -> l.className())
        .containsExactly("m.A", "m.B", P + "AnnotatedListener", "f.B", "f.A");
  }

  @ParameterizedTest(name = "web.xml {0}, fragment {1}: {2}")
  @CsvSource({"true,true,true", "true,false,false", "false,true,false", "true,,true"})
  void distributableOnlyIfAllAre(boolean main, Boolean fragment, boolean expected)
      throws IOException {
    webapp.webXml(main ? "<distributable/>" : "");
    webapp.jar("a.jar", fragment == null ? null : fragment ? "<distributable/>" : "");

    assertThat(webapp.app().distributable()).isEqualTo(expected);
  }

  @Test
  void displayNamesOfFragmentsAreIgnored() throws IOException {
    webapp
        .jar("a.jar", "<display-name>a</display-name>")
        .jar("b.jar", "<display-name>b</display-name>");

    assertThat(webapp.app().displayName()).isEmpty();
  }

  @Test
  void constraintsRolesAndPropertyGroupsAddUp() throws IOException {
    String constraint =
        "<security-constraint><web-resource-collection><url-pattern>/@</url-pattern></web-resource-collection><auth-constraint>"
            + "<role-name>r@</role-name></auth-constraint></security-constraint><jsp-config><jsp-property-group><url-pattern>/@</url-pattern>"
            + "</jsp-property-group></jsp-config>";
    webapp
        .webXml(
            constraint.replace("@", "m")
                + "<security-role><role-name>declared</role-name></security-role>")
        .jar("a.jar", constraint.replace("@", "f"));

    WebApp app = webapp.app();
    assertThat(app.constraints()).hasSize(2);
    assertThat(app.roles()).containsExactlyInAnyOrder("rm", "rf", "declared");
    assertThat(app.jsp().orElseThrow().propertyGroups()).hasSize(2);
  }

  @Test
  void noJspConfigIsNone() throws IOException {
    assertThat(webapp.webXml("").app().jsp()).isEmpty();
    assertThat(webapp.webXml("<jsp-config/>").app().jsp()).isPresent();
  }

  // 5.h, 5.k, 5.l

  @Test
  void resourcesOfWebXmlTakeOnlyInjectionTargetsFromFragments() throws IOException {
    String ref = "<resource-ref><res-ref-name>foo</res-ref-name><res-type>@</res-type>";
    String target =
        "<injection-target><injection-target-class>a.@</injection-target-class><injection-target-name>x</injection-target-name></injection-target></resource-ref>";
    webapp
        .webXml(ref.replace("@", "main") + target.replace("@", "Main"))
        .jar("a.jar", ref.replace("@", "one") + target.replace("@", "One"))
        .jar("b.jar", ref.replace("@", "two") + target.replace("@", "Two"));

    assertThat(webapp.app().naming())
        .singleElement()
        .satisfies(
            entry -> {
              NamingEntry.ResourceRef foo = (NamingEntry.ResourceRef) entry;
              assertThat(foo.type()).contains("main");
              assertThat(foo.targets())
                  .containsExactly(
                      new InjectionTarget("a.Main", "x"),
                      new InjectionTarget("a.One", "x"),
                      new InjectionTarget("a.Two", "x"));
            });
  }

  @Test
  void callbacksOfFragmentsCountOnlyWhereWebXmlHasNone() throws IOException {
    String callback =
        "<lifecycle-callback-class>@</lifecycle-callback-class><lifecycle-callback-method>m</lifecycle-callback-method>";
    webapp
        .webXml("<post-construct>" + callback.replace("@", "a.Main") + "</post-construct>")
        .jar(
            "a.jar",
            "<post-construct>"
                + callback.replace("@", "a.One")
                + "</post-construct><pre-destroy>"
                + callback.replace("@", "a.One")
                + "</pre-destroy>");

    assertThat(webapp.app().postConstruct())
        .containsExactly(new WebApp.LifecycleCallback("a.Main", "m"));
    assertThat(webapp.app().preDestroy())
        .containsExactly(new WebApp.LifecycleCallback("a.One", "m"));
  }

  // absolute ordering and what it excludes

  @Test
  void excludedJarDeclaresNothingButItsServletsKeepTheirAnnotations() throws IOException {
    webapp
        .webXml("<absolute-ordering/>" + servlet("annotated", type("Annotated")))
        .jar(
            "a.jar",
            servlet("f", type("Plain")),
            Samples.Annotated.class,
            Samples.AnnotatedListener.class,
            Samples.Unnamed.class);

    WebApp app = webapp.app();
    assertThat(app.servlets()).extracting(ServletDef::name).containsExactly("annotated");
    assertThat(texts(webapp.servlet("annotated").patterns()))
        .containsExactly("/annotated", "/annotated/*");
    assertThat(webapp.servlet("annotated").multipart()).isPresent();
    assertThat(app.listeners()).isEmpty();
    assertThat(app.orderedLibs()).contains(List.of());
    assertThat(app.fragmentOrder()).isEmpty();
  }

  @Test
  void orderedLibsAreThereOnlyIfSomethingOrders() throws IOException {
    webapp.jar("b.jar", "<name>b</name>").jar("a.jar", "<name>a</name>");
    assertThat(webapp.app().orderedLibs()).isEmpty();
    assertThat(webapp.app().fragmentOrder()).containsExactly("a.jar", "b.jar");

    webapp.jar("a.jar", "<name>a</name><ordering><after><others/></after></ordering>");
    assertThat(webapp.app().orderedLibs()).contains(List.of("b.jar", "a.jar"));
  }

  // what needs no class

  @Test
  void servletWithoutClassAndContainerServletsArePreliminary() throws IOException {
    webapp.webXml(servlet("later", "") + mapping("later", "/later") + mapping("default", "*.css"));

    assertThat(webapp.servlet("later").type()).isEqualTo(new ComponentType.Preliminary());
    assertThat(webapp.servlet("default").type()).isEqualTo(new ComponentType.Preliminary());
    assertThat(texts(webapp.servlet("default").patterns())).containsExactly("*.css");
  }

  @Test
  void aPageIsAServletToo() throws IOException {
    webapp.webXml(servlet("page", "<jsp-file>/WEB-INF/page.jsp</jsp-file>"));

    assertThat(webapp.servlet("page").type())
        .isEqualTo(new ComponentType.Page("/WEB-INF/page.jsp"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"0,0", "'',0", "7,7", "-1,"})
  void aNegativeOrderOfLoadingIsNone(String said, Integer order) throws IOException {
    webapp.webXml(servlet("s", "<load-on-startup>" + said + "</load-on-startup>"));

    OptionalInt found = webapp.servlet("s").loadOnStartup();
    assertThat(found.isPresent() ? found.getAsInt() : null).isEqualTo(order);
  }

  @Test
  void aReferenceToARoleIsItsOwnLinkWhereItHasNone() throws IOException {
    webapp.webXml(
        servlet(
            "s",
            "<security-role-ref><role-name>plain</role-name></security-role-ref>"
                + "<security-role-ref><role-name>boss</role-name><role-link>manager</role-link></security-role-ref>"));

    assertThat(webapp.servlet("s").roleRefs())
        .containsOnly(entry("plain", "plain"), entry("boss", "manager"));
    assertThat(webapp.app().roles()).containsExactlyInAnyOrder("plain", "manager");
  }

  @Test
  void firstOfTwoParametersCounts() throws IOException {
    webapp.webXml(
        servlet(
            "s",
            type("Plain")
                + param("init-param", "a", "first")
                + param("init-param", "a", "ignored")));

    assertThat(webapp.servlet("s").initParams()).containsEntry("a", "first");
    assertThat(webapp.warnings()).anyMatch(w -> w.startsWith("declared-twice@"));
  }

  @Test
  void settingsOfWebXmlAloneAreRead() throws IOException {
    webapp.webXml(
        "<display-name>n</display-name><default-context-path>/ctx</default-context-path>"
            + "<request-character-encoding>UTF-8</request-character-encoding>"
            + "<response-character-encoding>ISO-8859-1</response-character-encoding><deny-uncovered-http-methods/>"
            + "<locale-encoding-mapping-list><locale-encoding-mapping><locale>ja</locale><encoding>Shift_JIS</encoding>"
            + "</locale-encoding-mapping></locale-encoding-mapping-list>"
            + "<error-page><exception-type>java.io.IOException</exception-type><location>/io</location></error-page>"
            + "<error-page><location>/all</location></error-page>"
            + "<mime-mapping><extension>WASM</extension><mime-type>application/wasm</mime-type></mime-mapping>"
            + "<login-config><auth-method>FORM</auth-method><realm-name>r</realm-name><form-login-config>"
            + "<form-login-page>/login</form-login-page><form-error-page>/error</form-error-page></form-login-config></login-config>"
            + "<data-source><name>java:app/d</name><class-name>a.D</class-name><url>jdbc:x</url><max-pool-size>3</max-pool-size>"
            + "<property><name>p</name><value>v</value></property></data-source>");

    WebApp app = webapp.app();
    assertThat(app.displayName()).contains("n");
    assertThat(app.defaultContextPath()).contains("/ctx");
    assertThat(app.requestEncoding()).contains("UTF-8");
    assertThat(app.responseEncoding()).contains("ISO-8859-1");
    assertThat(app.denyUncoveredHttpMethods()).isTrue();
    assertThat(app.localeEncodings()).containsEntry("ja", "Shift_JIS");
    assertThat(app.errorPages())
        .containsExactly(
            new ErrorPageDef.ForException("java.io.IOException", "/io"),
            new ErrorPageDef.ForAll("/all"));
    assertThat(app.mimeMappings()).containsEntry("wasm", "application/wasm");
    assertThat(app.login().orElseThrow().formErrorPage()).contains("/error");
    assertThat(((NamingEntry.DataSourceDef) app.naming().get(0)).properties())
        .containsEntry("url", "jdbc:x")
        .containsEntry("max-pool-size", "3")
        .containsEntry("property.p", "v");
  }
}
