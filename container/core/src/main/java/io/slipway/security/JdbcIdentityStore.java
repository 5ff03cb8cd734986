package io.slipway.security;

import io.slipway.spi.Identity;
import io.slipway.spi.IdentityStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Users in a database. Passwords are kept as {@link PasswordHash}es. Every call takes a connection
 * and gives it back; a pooled data source is the caller's, who also closes it. DIGEST is not
 * served: a salted hash cannot.
 */
public final class JdbcIdentityStore implements IdentityStore {
  private final DataSource dataSource;
  private final String passwordQuery;
  private final String rolesQuery;

  /**
   * @param passwordQuery one parameter, the user name; first column the hash: {@code SELECT
   *     password FROM users WHERE name = ?}
   * @param rolesQuery one parameter, the user name; a row a role: {@code SELECT role FROM
   *     user_roles WHERE name = ?}
   */
  public JdbcIdentityStore(DataSource dataSource, String passwordQuery, String rolesQuery) {
    this.dataSource = dataSource;
    this.passwordQuery = passwordQuery;
    this.rolesQuery = rolesQuery;
  }

  /**
   * @throws IllegalStateException if the database cannot be asked
   */
  @Override
  public @Nullable Identity verify(String name, char[] password) {
    try (Connection connection = dataSource.getConnection()) {
      Set<String> stored = firstColumn(connection, passwordQuery, name);
      // a name that does not exist costs the same time as one that does
      PasswordHash hash =
          stored.size() == 1 ? PasswordHash.parse(stored.iterator().next()) : PasswordHash.NOBODY;
      return hash.matches(password)
          ? new Identity(new UserPrincipal(name), firstColumn(connection, rolesQuery, name))
          : null;
    } catch (SQLException e) {
      throw new IllegalStateException("The user database could not be asked", e);
    }
  }

  private static Set<String> firstColumn(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        Set<String> values = new HashSet<>();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
        return values;
      }
    }
  }
}
