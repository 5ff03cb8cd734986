package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From {@code slipway user add} to a login. */
class UsersIT {
  @TempDir Path folder;

  private static String[] basic(String nameAndPassword) {
    return new String[] {
      "Authorization", "Basic " + Base64.getEncoder().encodeToString(nameAndPassword.getBytes())
    };
  }

  @Test
  void aUserWhoWasAddedLogsIn() throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    SlipwayProcess added =
        SlipwayProcess.fed(
            "a secret\n", "user", "add", "alice", "--role", "staff", "--conf", conf.toString());
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(Files.readString(conf.resolve("users.yaml"))).doesNotContain("a secret");
    WebappFolder.at(folder.resolve("app"))
        .file(
            "WEB-INF/web.xml",
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>all</web-resource-name>
                  <url-pattern>/*</url-pattern>
                </web-resource-collection>
                <auth-constraint><role-name>staff</role-name></auth-constraint>
              </security-constraint>
              <login-config><auth-method>BASIC</auth-method></login-config>
              <security-role><role-name>staff</role-name></security-role>
            </web-app>
            """)
        .servlet("Who", "/who", "response.getWriter().print(request.getRemoteUser());");
    try (SlipwayProcess process = SlipwayProcess.serving(folder.resolve("app"), "--conf", conf);
        Http http = new Http()) {
      assertThat(http.get(process.uri("/who")).status()).isEqualTo(401);
      assertThat(http.get(process.uri("/who"), basic("alice:wrong")).status()).isEqualTo(401);
      assertThat(http.get(process.uri("/who"), basic("alice:a secret")).text()).isEqualTo("alice");
    }
  }

  @Test
  void aNameIsNeededAndMayNotStandTwice() throws Exception {
    assertThat(SlipwayProcess.finished("user", "add").exitCode()).isEqualTo(2);
    String[] add = {"user", "add", "bob", "--conf", folder.toString()};
    assertThat(SlipwayProcess.fed("x\n", add).exitCode()).isZero();
    SlipwayProcess again = SlipwayProcess.fed("x\n", add);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("there is already a user bob");
  }
}
