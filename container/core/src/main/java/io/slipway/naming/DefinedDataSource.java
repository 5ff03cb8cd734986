package io.slipway.naming;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import javax.sql.CommonDataSource;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A data source over what a definition names where that is not one itself, or says how its
 * connections shall be. No pool.
 */
final class DefinedDataSource extends WrappedDataSource {
  private static final Logger LOG = Logger.getLogger("io.slipway.naming");

  /** Connections as the definition has them. */
  @FunctionalInterface
  interface Connections {
    Connection open() throws SQLException;
  }

  /** Connections for somebody else. */
  @FunctionalInterface
  interface UserConnections {
    Connection open(String user, String password) throws SQLException;
  }

  private final Connections connections;
  private final UserConnections userConnections;
  private final @Nullable CommonDataSource source;
  private final int isolation;

  /**
   * @param source null where a driver is behind it
   * @param isolation negative for the driver's own
   */
  DefinedDataSource(
      Connections connections,
      UserConnections userConnections,
      @Nullable CommonDataSource source,
      int isolation) {
    this.connections = connections;
    this.userConnections = userConnections;
    this.source = source;
    this.isolation = isolation;
  }

  static DefinedDataSource of(
      Driver driver, String url, Map<String, String> properties, int isolation) {
    return new DefinedDataSource(
        () -> connect(driver, url, properties(properties)),
        (user, password) -> {
          Properties all = properties(properties);
          all.setProperty("user", user);
          all.setProperty("password", password);
          return connect(driver, url, all);
        },
        null,
        isolation);
  }

  private static Properties properties(Map<String, String> properties) {
    Properties all = new Properties();
    all.putAll(properties);
    return all;
  }

  private static Connection connect(Driver driver, String url, Properties properties)
      throws SQLException {
    Connection connection = driver.connect(url, properties);
    if (connection == null) {
      throw new SQLException(
          "The driver "
              + driver.getClass().getName()
              + " does not take the url of this data source");
    }
    return connection;
  }

  /** The connection of a pooled one, which ends with it. */
  static Connection of(PooledConnection pooled) throws SQLException {
    pooled.addConnectionEventListener(
        new ConnectionEventListener() {
          @Override
          public void connectionClosed(ConnectionEvent event) {
            end(pooled);
          }

          @Override
          public void connectionErrorOccurred(ConnectionEvent event) {
            end(pooled);
          }
        });
    return pooled.getConnection();
  }

  private static void end(PooledConnection pooled) {
    try {
      pooled.close();
    } catch (SQLException failure) {
      LOG.warn("A database connection did not close", failure);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return prepared(connections.open());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return prepared(userConnections.open(user, password));
  }

  private Connection prepared(Connection connection) throws SQLException {
    if (isolation >= 0) {
      try {
        connection.setTransactionIsolation(isolation);
      } catch (SQLException | RuntimeException failure) {
        connection.close();
        throw failure;
      }
    }
    return connection;
  }

  @Override
  @Nullable CommonDataSource source() {
    return source;
  }
}
