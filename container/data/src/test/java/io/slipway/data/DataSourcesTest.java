package io.slipway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sources of the container and of webapps, used by servlets, with H2. */
class DataSourcesTest {
  private static final String SERVLET =
      """
      import jakarta.annotation.*; import jakarta.annotation.sql.*; import jakarta.servlet.annotation.*; import jakarta.servlet.http.*;
      import java.io.*; import java.sql.*; import java.util.*; import javax.naming.*; import javax.sql.*;
      @WebServlet("/*")
      public class Db extends HttpServlet {
        %s
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
          String name = request.getQueryString() == null ? "jdbc/main" : request.getQueryString();
          List<Connection> held = new ArrayList<>();
          try {
            DataSource source = name.equals("injected") ? injected() : (DataSource) new InitialContext().lookup("java:comp/env/" + name);
            switch (request.getPathInfo()) {
              case "/write" -> {
                try (Connection c = source.getConnection(); Statement s = c.createStatement()) {
                  s.execute("CREATE TABLE note (text VARCHAR)");
                  s.execute("INSERT INTO note VALUES ('kept')");
                }
              }
              case "/read" -> response.getWriter().print(text(source, "SELECT text FROM note"));
              case "/session" -> response.getWriter().print(text(source, "CALL SESSION_ID()"));
              case "/isolation" -> {
                try (Connection c = source.getConnection()) { response.getWriter().print(c.getTransactionIsolation()); }
              }
              case "/hold" -> {
                for (int i = 0; i < 3; i++) { held.add(source.getConnection()); }
              }
              case "/driver" -> {
                try (Connection c = source.getConnection()) {
                  response.getWriter().print(c.getMetaData().getDriverName() + " " + source);
                }
              }
            }
          } catch (NamingException | SQLException e) {
            response.getWriter().print(held.size() + " " + e);
          } finally {
            for (Connection c : held) { try { c.close(); } catch (SQLException e) { throw new IOException(e); } }
          }
        }
        static String text(DataSource source, String sql) throws SQLException {
          try (Connection c = source.getConnection(); Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
          }
        }
      }
      """;

  private static final String NOTHING_INJECTED = "DataSource injected() { return null; }";

  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
        %s
      </web-app>
      """;

  @TempDir Path temp;
  private final HttpClient client = HttpClient.newHttpClient();
  private Path folder;
  private String url;

  @BeforeEach
  void name() {
    folder = temp.resolve("shop");
    url = "jdbc:h2:" + temp.resolve("db").toAbsolutePath();
  }

  private static Path h2() throws Exception {
    return Path.of(org.h2.Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private void webapp(String members, String webXml, boolean withDriver) throws Exception {
    Path classes = Files.createDirectories(folder.resolve("WEB-INF/classes"));
    Files.writeString(folder.resolve("WEB-INF/web.xml"), WEB_XML.formatted(webXml));
    Path source =
        Files.writeString(
            Files.createDirectories(temp.resolve("src")).resolve("Db.java"),
            SERVLET.formatted(members));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                classes.toString(),
                source.toString());
    assertThat(result).isZero();
    if (withDriver) {
      Files.copy(
          h2(), Files.createDirectories(folder.resolve("WEB-INF/lib")).resolve("driver.jar"));
    }
  }

  private DataSourceDef main(String... more) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("url", url);
    properties.put("user", "sa");
    properties.put("password", "hush");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return new DataSourceDef("jdbc/main", "", properties, new Origin("slipway.yaml", 3));
  }

  private String get(Slipway slipway, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(slipway.uri("/shop" + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() == 200 ? answer.body() : answer.statusCode() + " " + answer.body();
  }

  private SlipwayBuilder builder() {
    return Slipway.builder().port(0);
  }

  /** H2 lets one process open a database at a time, and within it one copy of its classes. */
  private boolean isFree() {
    try (Connection connection = DriverManager.getConnection(url, "sa", "hush")) {
      return connection.isValid(1);
    } catch (SQLException inUse) {
      return false;
    }
  }

  @ParameterizedTest(name = "driver in the webapp: {0}")
  @ValueSource(booleans = {true, false})
  void aWebappUsesWhatTheContainerOffersThroughAPool(boolean own) throws Exception {
    webapp(NOTHING_INJECTED, "", own);
    SlipwayBuilder builder = builder().dataSource(main()).webapp("/shop", folder);
    try (Slipway slipway = (own ? builder : builder.sharedLibraries(List.of(h2()))).start()) {
      assertThat(get(slipway, "/write")).isEmpty();
      assertThat(get(slipway, "/read")).isEqualTo("kept");
      assertThat(get(slipway, "/session"))
          .as("the same connection again")
          .isEqualTo(get(slipway, "/session"));
      assertThat(get(slipway, "/driver")).startsWith("H2 ").doesNotContain("hush");
      assertThat(isFree()).isFalse();
      slipway.undeploy("/shop");
      assertThat(isFree()).as("the pool has been closed").isTrue();
    }
  }

  @Test
  void aPoolIsAsLargeAsItMayBe() throws Exception {
    webapp(NOTHING_INJECTED, "", true);
    try (Slipway slipway =
        builder()
            .dataSource(main("max-pool-size", "2", "max-wait", "3"))
            .webapp("/shop", folder)
            .start()) {
      // the wait for a connection is not to be that for the driver and the database
      assertThat(get(slipway, "/session")).matches("\\d+");
      assertThat(get(slipway, "/hold")).startsWith("2 ").contains("jdbc/main");
      assertThat(get(slipway, "/session")).as("they came back").matches("\\d+");
    }
  }

  @Test
  void aWebappThatDoesNotUseItNeedsNoDriverAndOpensNothing() throws Exception {
    webapp(NOTHING_INJECTED, "", false);
    try (Slipway slipway = builder().dataSource(main()).webapp("/shop", folder).start()) {
      assertThat(isFree()).isTrue();
      assertThat(get(slipway, "/session"))
          .contains("slipway.yaml:3")
          .contains("\"jdbc:h2:...\" that no driver takes")
          .contains("conf/lib")
          .doesNotContain("hush");
    }
  }

  @Test
  void aWebappThatDeclaresItIsNotDeployedWithoutTheDriver() throws Exception {
    webapp(
        NOTHING_INJECTED,
        "<resource-ref><res-ref-name>jdbc/main</res-ref-name></resource-ref>",
        false);
    assertThatThrownBy(() -> builder().dataSource(main()).webapp("/shop", folder).start())
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("WEB-INF/web.xml:2")
        .hasMessageContaining("no driver takes");
  }

  @Test
  void itIsFoundByReferenceAnnotationAndAsTheDefault() throws Exception {
    webapp(
        """
        @Resource(name = "jdbc/main") private DataSource byName;
        @Resource(lookup = "java:comp/env/jdbc/main") private DataSource byLookup;
        @Resource private DataSource byDefault;
        DataSource injected() { return byName == byLookup && byName == byDefault ? byDefault : null; }
        """,
        """
        <resource-ref><res-ref-name>jdbc/other</res-ref-name><res-type>javax.sql.DataSource</res-type>
          <lookup-name>java:comp/env/jdbc/main</lookup-name></resource-ref>
        """,
        true);
    try (Slipway slipway = builder().dataSource(main()).webapp("/shop", folder).start()) {
      String session = get(slipway, "/session");
      assertThat(session).matches("\\d+");
      assertThat(get(slipway, "/session?jdbc/other")).isEqualTo(session);
      assertThat(get(slipway, "/session?injected")).isEqualTo(session);
    }
  }

  @Test
  void whatAWebappDefinesIsPooledToo() throws Exception {
    webapp(
        """
        @Resource(lookup = "java:app/jdbc/annotated") private DataSource annotated;
        DataSource injected() { return annotated; }
        @DataSourceDefinition(name = "java:app/jdbc/annotated", className = "org.h2.jdbcx.JdbcDataSource", url = "jdbc:h2:mem:a",
            user = "sa", maxPoolSize = 2, isolationLevel = Connection.TRANSACTION_SERIALIZABLE)
        static class Definition {}
        """,
        """
        <data-source><name>java:comp/env/jdbc/described</name><class-name>org.h2.Driver</class-name><url>%s</url>
          <user>sa</user><password>hush</password><max-pool-size>2</max-pool-size></data-source>
        """
            .formatted(url),
        true);
    try (Slipway slipway = builder().webapp("/shop", folder).start()) {
      assertThat(get(slipway, "/session?jdbc/described"))
          .matches("\\d+")
          .isEqualTo(get(slipway, "/session?jdbc/described"));
      assertThat(get(slipway, "/session?injected"))
          .matches("\\d+")
          .isEqualTo(get(slipway, "/session?injected"));
      assertThat(get(slipway, "/isolation?injected"))
          .isEqualTo("" + Connection.TRANSACTION_SERIALIZABLE);
      assertThat(slipway.webapp("/shop").orElseThrow().problems())
          .extracting(Problem::code)
          .doesNotContain("data-source-property-ignored");
      slipway.undeploy("/shop");
      assertThat(isFree()).isTrue();
    }
  }

  @Test
  void aDatabaseThatRefusesIsAnErrorAtOnceAndNoneLater() throws Exception {
    try (Connection connection = DriverManager.getConnection(url, "sa", "other")) {
      connection.setAutoCommit(true);
    }
    webapp(NOTHING_INJECTED, "", true);
    try (Slipway slipway = builder().dataSource(main()).webapp("/shop", folder).start()) {
      assertThat(get(slipway, "/session"))
          .contains("Wrong user name or password")
          .doesNotContain("hush");
      try (Connection connection = DriverManager.getConnection(url, "sa", "other")) {
        connection.createStatement().execute("ALTER USER sa SET PASSWORD 'hush'");
      }
      assertThat(get(slipway, "/session")).matches("\\d+");
    }
  }

  @Test
  void nothingOfAWebappStaysBehind() throws Exception {
    webapp(NOTHING_INJECTED, "", true);
    try (Slipway slipway = builder().dataSource(main()).start()) {
      WeakReference<ClassLoader> loader =
          new WeakReference<>(slipway.deploy("/shop", folder).servletContext().getClassLoader());
      assertThat(get(slipway, "/session")).matches("\\d+");
      slipway.undeploy("/shop");
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (loader.get() != null) {
        assertThat(System.nanoTime())
            .as("time waited for the class loader to be collected")
            .isLessThan(deadline);
        System.gc();
      }
    }
  }
}
