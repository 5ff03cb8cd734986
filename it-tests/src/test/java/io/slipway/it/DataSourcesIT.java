package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sources of the distribution, with the driver's jar in {@code conf/lib}. */
class DataSourcesIT {
  @TempDir Path folder;

  @Test
  void aConfiguredAndADefinedDataSourceUseTheDriverInConfLib() throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Path lib = Files.createDirectories(conf.resolve("lib"));
    Path libraries = Path.of("target/webapps/h2/WEB-INF/lib");
    try (Stream<Path> jars = Files.list(libraries)) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, lib.resolve(jar.getFileName()));
      }
    }
    Files.writeString(
        conf.resolve("slipway.yaml"),
        """
        naming:
          data-sources:
            - name: jdbc/shop
              url: jdbc:h2:mem:shop
              user: sa
              password: hush
        """);
    WebappFolder.at(folder.resolve("app"))
        .servlet(
            "Ask",
            "/ask/*",
            """
            try {
              javax.sql.DataSource source = (javax.sql.DataSource) new javax.naming.InitialContext().lookup("java:comp/env/jdbc" + request.getPathInfo());
              try (java.sql.Connection connection = source.getConnection()) {
                response.getWriter().print(connection.getMetaData().getURL());
              }
            } catch (javax.naming.NamingException | java.sql.SQLException failure) {
              throw new ServletException(failure);
            }
            """)
        .source(
            "Definition",
            """
            package app;
            @jakarta.annotation.sql.DataSourceDefinition(name = "java:comp/env/jdbc/own", className = "org.h2.jdbcx.JdbcDataSource",
                url = "jdbc:h2:mem:own", user = "sa")
            public class Definition extends jakarta.servlet.http.HttpServlet {}
            """);
    try (SlipwayProcess process = SlipwayProcess.serving(folder.resolve("app"), "--conf", conf);
        Http http = new Http()) {
      assertThat(http.get(process.uri("/ask/shop")).text()).isEqualTo("jdbc:h2:mem:shop");
      assertThat(http.get(process.uri("/ask/own")).text()).isEqualTo("jdbc:h2:mem:own");
      process.terminate();
      process.exitCode();
      assertThat(process.err()).doesNotContain("hush");
    }
  }
}
