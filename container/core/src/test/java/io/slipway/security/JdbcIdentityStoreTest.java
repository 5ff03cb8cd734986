package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class JdbcIdentityStoreTest {
  private final JdbcDataSource database = new JdbcDataSource();
  private JdbcIdentityStore store;

  @BeforeEach
  void fill(TestInfo test) throws SQLException {
    database.setURL(
        "jdbc:h2:mem:" + test.getDisplayName().replaceAll("\\W", "") + ";DB_CLOSE_DELAY=-1");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE users (name VARCHAR PRIMARY KEY, password VARCHAR)");
      statement.execute("CREATE TABLE user_roles (name VARCHAR, role VARCHAR)");
      statement.execute(
          "INSERT INTO users VALUES ('alice', '"
              + PasswordHash.of("wonder".toCharArray())
              + "'), ('broken', 'plain')");
      statement.execute(
          "INSERT INTO user_roles VALUES ('alice', 'admin'), ('alice', 'staff'), ('bob', 'staff')");
    }
    store =
        new JdbcIdentityStore(
            database,
            "SELECT password FROM users WHERE name = ?",
            "SELECT role FROM user_roles WHERE name = ?");
  }

  @Test
  void aUserIsKnownByPasswordAndHasTheirRoles() {
    assertThat(store.verify("alice", "wonder".toCharArray()))
        .satisfies(i -> assertThat(i.principal().getName()).isEqualTo("alice"))
        .satisfies(i -> assertThat(i.roles()).containsExactlyInAnyOrder("admin", "staff"));
  }

  @Test
  void aWrongPasswordOrNameIsNobody() {
    assertThat(store.verify("alice", "other".toCharArray())).isNull();
    assertThat(store.verify("bob", "wonder".toCharArray())).isNull();
    assertThat(store.verify("' OR '1'='1", "wonder".toCharArray())).isNull();
  }

  @Test
  void aPasswordThatIsNotHashedIsRefused() {
    assertThatThrownBy(() -> store.verify("broken", "plain".toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("plain");
  }

  @Test
  void aDatabaseThatCannotBeAskedIsNoRefusal() {
    JdbcIdentityStore lost =
        new JdbcIdentityStore(database, "SELECT nothing FROM nowhere WHERE name = ?", "");
    assertThatThrownBy(() -> lost.verify("alice", "wonder".toCharArray()))
        .isInstanceOf(IllegalStateException.class);
  }
}
