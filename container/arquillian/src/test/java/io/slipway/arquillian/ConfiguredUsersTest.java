package io.slipway.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.spi.Identity;
import io.slipway.spi.IdentityStore;
import org.junit.jupiter.api.Test;

class ConfiguredUsersTest {
  private static final String TEXT =
      """
        anna : secret : admin, editor
        bo:pass word:
        CN=robot, O=Example : : editor
      """;

  private final IdentityStore users = ConfiguredUsers.parse(TEXT);

  @Test
  void aUserHasTheRolesOfTheirLine() {
    Identity anna = users.verify("anna", "secret".toCharArray());

    assertThat(anna).isNotNull();
    assertThat(anna.principal().getName()).isEqualTo("anna");
    assertThat(anna.roles()).containsExactlyInAnyOrder("admin", "editor");
    assertThat(users.find("anna")).isEqualTo(anna);
  }

  @Test
  void aUserMayHaveNoRoleAndBlanksInThePassword() {
    Identity bo = users.verify("bo", "pass word".toCharArray());

    assertThat(bo).isNotNull();
    assertThat(bo.roles()).isEmpty();
  }

  @Test
  void aWrongPasswordIsNobody() {
    assertThat(users.verify("anna", "Secret".toCharArray())).isNull();
    assertThat(users.verify("carl", "secret".toCharArray())).isNull();
  }

  @Test
  void nobodyLogsInWithTheEmptyPasswordOfACertificate() {
    assertThat(users.verify("CN=robot, O=Example", new char[0])).isNull();
  }

  @Test
  void digestIsOfNameRealmAndPassword() {
    assertThat(
            ConfiguredUsers.parse("Mufasa : Circle of Life : x")
                .digestA1("Mufasa", "http-auth@example.org", "MD5"))
        .isEqualTo("3d78807defe7de2157e2b0b6573a855f");
    assertThat(users.digestA1("carl", "realm", "MD5")).isNull();
  }

  @Test
  void semicolonsPartUsersWhereLinesAreLost() {
    assertThat(ConfiguredUsers.parse("a:1:x; b:2:y").verify("b", new char[] {'2'})).isNotNull();
  }

  @Test
  void whatIsNoUserIsRefusedWithItsText() {
    assertThatThrownBy(() -> ConfiguredUsers.parse("anna=secret"))
        .hasMessageContaining("\"anna=secret\"");
    assertThatThrownBy(() -> ConfiguredUsers.parse(" : x : y")).hasMessageContaining("no name");
    assertThatThrownBy(() -> ConfiguredUsers.parse("anna : : admin"))
        .hasMessageContaining("distinguished name");
    assertThatThrownBy(() -> ConfiguredUsers.parse("a:1:x;a:2:y")).hasMessageContaining("twice");
  }
}
