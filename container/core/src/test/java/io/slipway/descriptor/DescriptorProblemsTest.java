package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.MergeResult;
import io.slipway.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in a descriptor, each with its line: the content begins on line 2. */
class DescriptorProblemsTest {
  private static final String SERVLET =
      "<servlet><servlet-name>s</servlet-name><servlet-class>io.slipway.descriptor.Samples$Plain</servlet-class></servlet>\n";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-number            | <session-config><session-timeout>ten</session-timeout></session-config>",
        "bad-number            | <session-config><session-timeout>99999999999</session-timeout></session-config>",
        "bad-number            | <servlet><servlet-name>a</servlet-name><load-on-startup>1.5</load-on-startup></servlet>",
        "bad-boolean           | <servlet><servlet-name>a</servlet-name><async-supported>maybe</async-supported></servlet>",
        "bad-value             | <session-config><tracking-mode>cookie</tracking-mode></session-config>",
        "ssl-tracking-not-alone| <session-config><tracking-mode>SSL</tracking-mode><tracking-mode>URL</tracking-mode></session-config>",
        "empty-name            | <servlet><servlet-name> </servlet-name></servlet>",
        "missing-element       | <servlet><servlet-class>a.B</servlet-class></servlet>",
        "missing-element       | <servlet-mapping><servlet-name>default</servlet-name></servlet-mapping>",
        "missing-element       | <context-param><param-name>a</param-name></context-param>",
        "missing-element       | <listener/>",
        "missing-element       | <error-page><error-code>404</error-code></error-page>",
        "repeated-element      | <session-config/><session-config/>",
        "repeated-element      | <login-config/><login-config/>",
        "repeated-element      | <jsp-config/><jsp-config/>",
        "repeated-element      | <absolute-ordering/><absolute-ordering/>",
        "repeated-element      | <absolute-ordering><others/><others/></absolute-ordering>",
        "bad-class-name        | <listener><listener-class>a b</listener-class></listener>",
        "bad-url-pattern       | <servlet-mapping><servlet-name>default</servlet-name><url-pattern>x</url-pattern></servlet-mapping>",
        "bad-url-pattern       | <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/../x</url-pattern></servlet-mapping>",
        "bad-url-pattern       | <servlet-mapping><servlet-name>default</servlet-name><url-pattern>*</url-pattern></servlet-mapping>",
        "bad-url-pattern       | <security-constraint><web-resource-collection><url-pattern>x</url-pattern></web-resource-collection></security-constraint>",
        "path-without-slash    | <error-page><location>x.html</location></error-page>",
        "bad-path              | <error-page><location>/a/../../x</location></error-page>",
        "bad-status            | <error-page><error-code>99</error-code><location>/x</location></error-page>",
        "bad-status            | <error-page><error-code>1000</error-code><location>/x</location></error-page>",
        "error-code-and-exception | <error-page><error-code>404</error-code><exception-type>a.B</exception-type><location>/x</location></error-page>",
        "duplicate-servlet     | <servlet><servlet-name>s</servlet-name></servlet>",
        "class-and-page        | <servlet><servlet-name>a</servlet-name><servlet-class>a.B</servlet-class><jsp-file>/a.jsp</jsp-file></servlet>",
        "path-without-slash    | <servlet><servlet-name>a</servlet-name><jsp-file>a.jsp</jsp-file></servlet>",
        "duplicate-filter      | <filter><filter-name>a</filter-name></filter><filter><filter-name>a</filter-name></filter>",
        "mapping-of-unknown-servlet | <servlet-mapping><servlet-name>a</servlet-name><url-pattern>/a</url-pattern></servlet-mapping>",
        "mapping-of-unknown-filter | <filter-mapping><filter-name>a</filter-name><url-pattern>/a</url-pattern></filter-mapping>",
        "filter-mapping-of-nothing | <filter-mapping><filter-name>a</filter-name></filter-mapping>",
        "bad-value             | <filter-mapping><filter-name>a</filter-name><url-pattern>/a</url-pattern><dispatcher>request</dispatcher></filter-mapping>",
        "duplicate-url-pattern | <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/a</url-pattern></servlet-mapping><servlet-mapping><servlet-name>jsp</servlet-name><url-pattern>/a</url-pattern></servlet-mapping>",
        "methods-and-omissions | <security-constraint><web-resource-collection><url-pattern>/</url-pattern><http-method>GET</http-method><http-method-omission>PUT</http-method-omission></web-resource-collection></security-constraint>",
        "bad-method            | <security-constraint><web-resource-collection><url-pattern>/</url-pattern><http-method>G T</http-method></web-resource-collection></security-constraint>",
        "bad-value             | <security-constraint><web-resource-collection><url-pattern>/</url-pattern></web-resource-collection><user-data-constraint><transport-guarantee>SECRET</transport-guarantee></user-data-constraint></security-constraint>",
        "form-login-without-pages | <login-config><auth-method>FORM</auth-method></login-config>",
        "path-without-slash    | <login-config><auth-method>FORM</auth-method><form-login-config><form-login-page>a</form-login-page><form-error-page>/b</form-error-page></form-login-config></login-config>",
        "unknown-charset       | <request-character-encoding>klingon</request-character-encoding>",
        "unknown-charset       | <locale-encoding-mapping-list><locale-encoding-mapping><locale>ja</locale><encoding>a b</encoding></locale-encoding-mapping></locale-encoding-mapping-list>",
        "bad-context-path      | <default-context-path>/a/</default-context-path>",
        "bad-context-path      | <default-context-path>/a;b</default-context-path>",
        "path-without-slash    | <default-context-path>a</default-context-path>",
        "declared-twice        | <env-entry><env-entry-name>a</env-entry-name></env-entry><env-entry><env-entry-name>a</env-entry-name></env-entry>",
        "empty-name            | <servlet><servlet-name>a</servlet-name><security-role-ref><role-name/></security-role-ref></servlet>",
        "wrong-class           | <filter><filter-name>a</filter-name><filter-class>io.slipway.descriptor.Samples$Plain</filter-class></filter>",
        "wrong-class           | <servlet><servlet-name>a</servlet-name><servlet-class>io.slipway.descriptor.Samples$PlainFilter</servlet-class></servlet>",
        "wrong-class           | <listener><listener-class>io.slipway.descriptor.Samples$PlainFilter</listener-class></listener>",
      })
  void errorHasCodeAndLine(String code, String content) throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Plain.class, Samples.PlainFilter.class)
            .webXml(SERVLET + content);

    assertThat(webapp.errors()).contains(code + "@WEB-INF/web.xml:3");
    assertThat(webapp.problems()).allSatisfy(p -> assertThat(p.fix()).isNotBlank());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown-element       | <servlett/>",
        "unknown-element       | <ordering/>",
        "asterisk-in-exact-pattern | <servlet-mapping><servlet-name>s</servlet-name><url-pattern>/a*</url-pattern></servlet-mapping>",
        "dots-in-extension-pattern | <servlet-mapping><servlet-name>s</servlet-name><url-pattern>*.tar.gz</url-pattern></servlet-mapping>",
        "filter-on-unknown-servlet | <filter><filter-name>a</filter-name></filter><filter-mapping><filter-name>a</filter-name><servlet-name>x</servlet-name></filter-mapping>",
        "undeclared-role       | <login-config><auth-method>BASIC</auth-method></login-config><security-constraint><web-resource-collection><url-pattern>/</url-pattern></web-resource-collection><auth-constraint><role-name>r</role-name></auth-constraint></security-constraint>",
        "constraint-without-login | <security-constraint><web-resource-collection><url-pattern>/</url-pattern></web-resource-collection><auth-constraint><role-name>**</role-name></auth-constraint></security-constraint>",
        "constraint-without-pattern | <security-constraint><web-resource-collection/></security-constraint>",
        "unknown-auth-method   | <login-config><auth-method>Basic</auth-method></login-config>",
        "login-without-method  | <login-config><realm-name>r</realm-name></login-config>",
        "needs-another-container | <ejb-ref><ejb-ref-name>a</ejb-ref-name></ejb-ref>",
        "welcome-file-with-slash | <welcome-file-list><welcome-file>/index.html</welcome-file></welcome-file-list>",
        "fragment-ordered-twice | <absolute-ordering><name>a</name><name>a</name></absolute-ordering>",
        "declared-twice        | <mime-mapping><extension>x</extension><mime-type>a/b</mime-type></mime-mapping><mime-mapping><extension>X</extension><mime-type>a/c</mime-type></mime-mapping>",
        "callback-without-class | <post-construct><lifecycle-callback-method>m</lifecycle-callback-method></post-construct>",
      })
  void warningHasCodeAndLine(String code, String content) throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder).classes(Samples.Plain.class).webXml(SERVLET + content);

    assertThat(webapp.errors()).isEmpty();
    assertThat(webapp.warnings()).contains(code + "@WEB-INF/web.xml:3");
  }

  @Test
  void everyFaultIsReportedNotOnlyTheFirst() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .webXml(
                "<servlet><servlet-name/></servlet>\n"
                    + "<session-config><session-timeout>x</session-timeout></session-config>\n"
                    + "<bogus/>\n"
                    + "<servlet-mapping><servlet-name>a</servlet-name><url-pattern>/a</url-pattern></servlet-mapping>")
            .jar(
                "a.jar",
                "<filter-mapping>\n<filter-name>f</filter-name><url-pattern>/</url-pattern></filter-mapping>")
            .classes(Samples.Both.class, Samples.NoServlet.class);

    assertThat(webapp.errors())
        .containsExactlyInAnyOrder(
            "empty-name@WEB-INF/web.xml:2",
            "bad-number@WEB-INF/web.xml:3",
            "mapping-of-unknown-servlet@WEB-INF/web.xml:5",
            "mapping-of-unknown-filter@WEB-INF/lib/a.jar!/META-INF/web-fragment.xml:2",
            "value-and-url-patterns@io.slipway.descriptor.Samples$Both",
            "annotated-class-is-none@io.slipway.descriptor.Samples$NoServlet");
    assertThat(webapp.warnings()).contains("unknown-element@WEB-INF/web.xml:4");
  }

  @Test
  void misspelledElementGetsASuggestion() throws IOException {
    Problem problem = new TestWebapp(folder).webXml("<servlet-maping/>").problems().get(0);

    assertThat(problem.fix()).contains("did you mean <servlet-mapping>?");
  }

  @Test
  void malformedXmlIsOneProblemWithItsLine() throws IOException {
    assertThat(new TestWebapp(folder).rawWebXml("<web-app>\n<a>\n</b>\n</web-app>").errors())
        .containsExactly("malformed-xml@WEB-INF/web.xml:3");
    assertThat(new TestWebapp(folder).rawWebXml("").errors())
        .containsExactly("malformed-xml@WEB-INF/web.xml:1");
    assertThat(new TestWebapp(folder).rawWebXml("<webapp/>").errors())
        .containsExactly("wrong-root-element@WEB-INF/web.xml:1");
  }

  /** As an editor saves it that knows nothing of XML. */
  @Test
  void anotherEncodingThanTheFileSaysIsToldSo() throws IOException {
    byte[] latin1 = "<web-app>\n<!-- Größe -->\n</web-app>".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(new TestWebapp(folder).file("WEB-INF/web.xml", latin1).problems())
        .singleElement()
        .asString()
        .startsWith("WEB-INF/web.xml:2: ")
        .contains("not UTF-8")
        .contains("<?xml version=\"1.0\" encoding=");
  }

  @Test
  void controlCharacterInTheDoctypeIsMalformedXml() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder).rawWebXml("<!DOCTYPE web-app [\n<!EN\0TITY a 'b'>]>\n<web-app/>");

    assertThat(webapp.errors()).containsExactly("malformed-xml@WEB-INF/web.xml:2");
    assertThat(webapp.problems().get(0).message()).contains("document type");
  }

  @Test
  void elementsMayStandInAnyOrder() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Plain.class)
            .webXml(
                "<servlet-mapping><url-pattern>/a</url-pattern><servlet-name>s</servlet-name></servlet-mapping><distributable/>"
                    + "<servlet><servlet-class>io.slipway.descriptor.Samples$Plain</servlet-class><servlet-name>s</servlet-name></servlet>");

    assertThat(webapp.problems()).isEmpty();
    assertThat(webapp.app().servlets()).hasSize(1);
    assertThat(webapp.app().distributable()).isTrue();
  }

  @Test
  void externalEntityIsNotLoaded() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
    TestWebapp webapp =
        new TestWebapp(folder)
            .rawWebXml(
                "<!DOCTYPE web-app [<!ENTITY x SYSTEM \""
                    + secret.toUri()
                    + "\">]>\n<web-app><display-name>&x;</display-name></web-app>");

    MergeResult result = webapp.read();

    assertThat(webapp.errors()).isNotEmpty();
    assertThat(result.toString()).doesNotContain("secret\"").contains("WEB-INF/web.xml");
    assertThat(result.problems()).anySatisfy(p -> assertThat(p.at().line()).isEqualTo(2));
  }

  @Test
  void externalSubsetIsNotAskedFor() throws IOException {
    // nobody listens there, and nobody is asked
    TestWebapp webapp =
        new TestWebapp(folder)
            .rawWebXml(
                "<!DOCTYPE web-app SYSTEM \"http://127.0.0.1:1/web-app_2_3.dtd\">\n<web-app/>");

    assertThat(webapp.errors()).isEmpty();
  }

  @Test
  void billionLaughsAreRefusedQuickly() {
    StringBuilder dtd = new StringBuilder("<!DOCTYPE web-app [<!ENTITY l0 \"lol\">");
    for (int i = 1; i < 40; i++) {
      dtd.append("<!ENTITY l")
          .append(i)
          .append(" \"")
          .append(("&l" + (i - 1) + ";").repeat(10))
          .append("\">");
    }
    String document = dtd + "]>\n<web-app><display-name>&l39;</display-name></web-app>";

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThat(new TestWebapp(folder).rawWebXml(document).errors()).isNotEmpty());
  }

  @Test
  void deepAndLargeDocumentsAreRefused() throws IOException {
    assertThat(new TestWebapp(folder).webXml("<a>".repeat(100) + "</a>".repeat(100)).errors())
        .containsExactly("descriptor-too-large@WEB-INF/web.xml:2");
    byte[] large =
        ("<web-app>" + " ".repeat(9 * 1024 * 1024) + "</web-app>")
            .getBytes(StandardCharsets.US_ASCII);
    assertThat(new TestWebapp(folder).file("WEB-INF/web.xml", large).errors())
        .containsExactly("descriptor-too-large@WEB-INF/web.xml");
  }

  @Test
  void encodingsOfXmlAreUnderstood() throws IOException {
    byte[] utf16 =
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?><web-app><display-name>Größe</display-name></web-app>"
            .getBytes(StandardCharsets.UTF_16);

    assertThat(new TestWebapp(folder).file("WEB-INF/web.xml", utf16).app().displayName())
        .contains("Größe");
  }

  @Test
  void charactersOfXmlItselfAreUnderstood() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .webXml(
                "<display-name>&lt;a &amp; &#98;&#x63;<!-- no --> <![CDATA[<d>]]></display-name>");

    assertThat(webapp.problems()).isEmpty();
    assertThat(webapp.app().displayName()).contains("<a & bc <d>");
  }

  @Test
  void dotSegmentsInPathsAreResolved() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .classes(Samples.Plain.class)
            .webXml(
                SERVLET
                    + "<servlet-mapping><servlet-name>s</servlet-name><url-pattern>/a/../b/./*</url-pattern></servlet-mapping>"
                    + "<error-page><location>/x/../err.jsp?a=/../b</location></error-page>");

    assertThat(webapp.app().servlets().get(0).patterns().get(0).text()).isEqualTo("/b/*");
    assertThat(webapp.app().errorPages().get(0).location()).isEqualTo("/err.jsp?a=/../b");
  }

  @Test
  void whatAContextOfTomcatWouldHaveDoneIsSaid() throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .webXml("")
            .file(
                "META-INF/context.xml",
                """
                <?xml version="1.0"?>
                <Context reloadable="true">
                  <WatchedResource>WEB-INF/web.xml</WatchedResource>
                  <Resource name="jdbc/shop" type="javax.sql.DataSource"/>
                  <Valve className="org.apache.catalina.valves.RemoteAddrValve"/>
                </Context>
                """
                    .getBytes(StandardCharsets.UTF_8));

    assertThat(webapp.warnings()).containsExactly("tomcat-context@META-INF/context.xml");
    assertThat(webapp.problems().get(0).message())
        .endsWith("not in force here: <Resource> \"jdbc/shop\", <Valve> RemoteAddrValve");
    assertThat(webapp.problems().get(0).fix())
        .contains("naming.data-sources", "<Valve>")
        .doesNotContain("cookies");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<Context/>", "<Context><Manager pathname=\"\"/></Context>", "<Contex"})
  void aContextOfTomcatThatChangesNothingHereIsPassedOver(String document) throws IOException {
    TestWebapp webapp =
        new TestWebapp(folder)
            .webXml("")
            .file("META-INF/context.xml", document.getBytes(StandardCharsets.UTF_8));

    assertThat(webapp.problems()).isEmpty();
  }
}
