package io.slipway;

import static io.slipway.Await.awaitCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JNDI, injection and lifecycle annotations, in webapps of folders and of code. */
class NamingTest {
  private static final String PROBE =
      """
      import jakarta.annotation.*; import jakarta.servlet.annotation.*; import jakarta.servlet.http.*;
      import java.io.*; import javax.naming.*; import javax.sql.DataSource;
      @WebServlet(urlPatterns = "/probe", loadOnStartup = 1)
      @Resource(name = "alias", lookup = "java:comp/env/greeting", type = String.class)
      public class Probe extends HttpServlet {
        @Resource(name = "greeting") private String greeting;
        @Resource(name = "jdbc/main") DataSource source;
        private int size;
        private String state = "";
        public void setSize(int size) { this.size = size; }
        @PostConstruct private void begin() { state = "begun with " + greeting + " " + size; }
        public void named() { state += ", named"; }
        @PreDestroy void end() { System.setProperty("slipway.test.end", state); }
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
          String name = request.getParameter("name");
          try {
            response.getWriter().print(name == null ? state + (source == null ? "" : ", source") : new InitialContext().lookup(name));
          } catch (NamingException e) {
            response.getWriter().print(e.toString());
          }
        }
      }
      """;

  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
        <env-entry><env-entry-name>greeting</env-entry-name><env-entry-type>java.lang.String</env-entry-type>
          <env-entry-value>hello from %s</env-entry-value></env-entry>
        <env-entry><env-entry-name>size</env-entry-name><env-entry-value>7</env-entry-value>
          <injection-target><injection-target-class>Probe</injection-target-class>
            <injection-target-name>size</injection-target-name></injection-target></env-entry>
        <post-construct><lifecycle-callback-class>Probe</lifecycle-callback-class>
          <lifecycle-callback-method>named</lifecycle-callback-method></post-construct>
      </web-app>
      """;

  private final HttpClient client = HttpClient.newHttpClient();

  private String get(Slipway slipway, String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(slipway.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Path webapp(Path folder, String webXml) throws IOException {
    Javac.compile(folder.resolve("WEB-INF/classes"), Map.of("Probe", PROBE));
    Files.writeString(folder.resolve("WEB-INF/web.xml"), webXml);
    return folder;
  }

  private static DataSource source(String name) {
    return (DataSource)
        Proxy.newProxyInstance(
            NamingTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "toString" -> name;
                  case "hashCode" -> name.hashCode();
                  case "equals" -> proxy == arguments[0];
                  default -> throw new AssertionError(method);
                });
  }

  @Test
  void aWebappFindsAndIsGivenWhatItDeclares(@TempDir Path temp) throws Exception {
    Path folder = webapp(temp.resolve("w"), WEB_XML.formatted("w"));
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .dataSource("jdbc/main", source("main"))
            .webapp("/w", folder)
            .start()) {
      assertThat(get(slipway, "/w/probe")).isEqualTo("begun with hello from w 7, named, source");
      assertThat(get(slipway, "/w/probe?name=java:comp/env/greeting")).isEqualTo("hello from w");
      assertThat(get(slipway, "/w/probe?name=java:comp/env/alias")).isEqualTo("hello from w");
      assertThat(get(slipway, "/w/probe?name=java:module/env/size")).isEqualTo("7");
      assertThat(get(slipway, "/w/probe?name=java:comp/env/jdbc/main")).isEqualTo("main");
      assertThat(get(slipway, "/w/probe?name=java:app/AppName")).isEqualTo("w");
      assertThat(get(slipway, "/w/probe?name=java:comp/env/none"))
          .contains("NameNotFoundException")
          .contains("/w");
      assertThat(get(slipway, "/w/probe?name=none")).contains("NameNotFoundException");
      slipway.undeploy("/w");
      assertThat(System.clearProperty("slipway.test.end")).startsWith("begun with");
    }
  }

  @Test
  void theSettingsThatAWebappHasItselfCountAsWell(@TempDir Path temp) throws Exception {
    Path folder = webapp(temp.resolve("w"), WEB_XML.formatted("w"));
    Files.writeString(
        folder.resolve("WEB-INF/classes/jndi.properties"),
        "java.naming.factory.url.pkgs=no.such\njava.naming.provider.url=own\n");
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .dataSource("jdbc/main", source("main"))
            .webapp("/w", folder)
            .start()) {
      assertThat(get(slipway, "/w/probe?name=java:comp/env/greeting")).isEqualTo("hello from w");
      assertThat(get(slipway, "/w/probe?name=java:comp/env")).contains("NamesContext");
    }
  }

  @Test
  void containersAndWebappsDoNotMeet(@TempDir Path temp) throws Exception {
    Path a = webapp(temp.resolve("a"), WEB_XML.formatted("a"));
    Path b = webapp(temp.resolve("b"), WEB_XML.formatted("b"));
    try (Slipway one =
            Slipway.builder()
                .port(0)
                .dataSource("jdbc/main", source("one"))
                .webapp("/a", a)
                .webapp("/b", b)
                .start();
        Slipway two =
            Slipway.builder()
                .port(0)
                .dataSource("jdbc/main", source("two"))
                .webapp("/a", b)
                .start()) {
      assertThat(get(one, "/a/probe?name=java:comp/env/greeting")).isEqualTo("hello from a");
      assertThat(get(one, "/b/probe?name=java:comp/env/greeting")).isEqualTo("hello from b");
      assertThat(get(two, "/a/probe?name=java:comp/env/greeting")).isEqualTo("hello from b");
      assertThat(get(one, "/a/probe?name=java:comp/env/jdbc/main")).isEqualTo("one");
      assertThat(get(two, "/a/probe?name=java:comp/env/jdbc/main")).isEqualTo("two");
      assertThatThrownBy(() -> new InitialContext().lookup("java:comp/env/greeting"))
          .as("outside of webapps nothing has changed")
          .isInstanceOf(NoInitialContextException.class);
    }
  }

  @Test
  void theClassLoaderIsCollectedAfterLookups(@TempDir Path temp) throws Exception {
    Path folder = webapp(temp.resolve("w"), WEB_XML.formatted("w"));
    try (Slipway slipway =
        Slipway.builder().port(0).dataSource("jdbc/main", source("main")).start()) {
      WeakReference<ClassLoader> loader =
          new WeakReference<>(slipway.deploy("/w", folder).servletContext().getClassLoader());
      assertThat(get(slipway, "/w/probe?name=java:comp/env/size")).isEqualTo("7");
      slipway.undeploy("/w");
      System.clearProperty("slipway.test.end");
      awaitCollection(loader);
    }
  }

  @Test
  void everythingWrongWithNamesRejectsTheWebappAtOnce(@TempDir Path temp) throws Exception {
    String webXml =
        WEB_XML.formatted("w").replace("<env-entry-value>7<", "<env-entry-value>seven<");
    Path folder = webapp(temp.resolve("w"), webXml);
    assertThatThrownBy(() -> Slipway.builder().port(0).webapp("/w", folder).start())
        .isInstanceOfSatisfying(
            DeploymentException.class,
            failure ->
                assertThat(failure.problems().toString())
                    .contains("\"seven\"")
                    .contains("WEB-INF/web.xml:4")
                    .contains("jdbc/main")
                    .contains("Probe.source"));
  }

  @Test
  void withCompleteMetadataAnnotationsDoNotCount(@TempDir Path temp) throws Exception {
    String webXml =
        WEB_XML
            .formatted("w")
            .replace(
                "version=\"6.1\">",
                "version=\"6.1\" metadata-complete=\"true\"><servlet><servlet-name>p</servlet-name>"
                    + "<servlet-class>Probe</servlet-class></servlet><servlet-mapping><servlet-name>p</servlet-name>"
                    + "<url-pattern>/probe</url-pattern></servlet-mapping>");
    Path folder = webapp(temp.resolve("w"), webXml);
    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", folder).start()) {
      assertThat(get(slipway, "/w/probe")).isEqualTo(", named");
      assertThat(get(slipway, "/w/probe?name=java:comp/env/size")).isEqualTo("7");
    }
  }

  private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

  public static class Coded extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Resource(name = "jdbc/main")
    private transient DataSource source;

    @PostConstruct
    void begin() {
      EVENTS.add("begin " + source);
    }

    @PreDestroy
    void end() {
      EVENTS.add("end " + source);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        response.getWriter().print(new InitialContext().lookup(request.getParameter("name")));
      } catch (NamingException e) {
        response.getWriter().print(e.toString());
      }
    }
  }

  @Test
  void webappsOfCodeHaveNamesOfTheirOwnThoughTheyShareTheirClasses() throws Exception {
    EVENTS.clear();
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .dataSource("jdbc/main", source("main"))
            .webapp("/a", w -> w.servlet(Coded.class, "/x"))
            .webapp("/b", w -> w.servlet(Coded.class, "/x"))
            .start()) {
      assertThat(get(slipway, "/a/x?name=java:module/ModuleName")).isEqualTo("a");
      assertThat(get(slipway, "/b/x?name=java:module/ModuleName")).isEqualTo("b");
      assertThat(get(slipway, "/b/x?name=java:comp/env/jdbc/main")).isEqualTo("main");
    }
    assertThat(EVENTS).containsExactly("begin main", "begin main", "end main", "end main");
  }

  public static class Wrong extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @PostConstruct
    void begin(String parameter) {}
  }

  @Test
  void aCallbackThatCannotBeCalledFailsTheDeployment() {
    assertThatThrownBy(
            () ->
                Slipway.builder()
                    .port(0)
                    .webapp(
                        "/a",
                        w -> w.onStartup(c -> c.addServlet("w", Wrong.class).setLoadOnStartup(1)))
                    .start())
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("Wrong.begin");
  }
}
