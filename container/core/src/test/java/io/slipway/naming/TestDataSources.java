package io.slipway.naming;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.CommonDataSource;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import javax.sql.StatementEventListener;

/** Data sources of no database, which note what is done with them. */
final class TestDataSources {
  private TestDataSources() {}

  static Connection connection(List<String> events, Runnable onClose) {
    return (Connection)
        Proxy.newProxyInstance(
            TestDataSources.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "setTransactionIsolation" -> events.add("isolation " + arguments[0]);
                case "close" -> {
                  events.add("close");
                  onClose.run();
                }
                default -> throw new SQLException(method.getName());
              }
              return null;
            });
  }

  /** Without a log and a time-out. */
  private abstract static class Silent implements CommonDataSource {
    @Override
    public PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }
  }

  /** What a driver's class looks like. */
  public static class Simple extends Silent implements DataSource, AutoCloseable {
    public final List<String> events = new ArrayList<>();
    private String url = "";
    private int portNumber;

    public void setUrl(String url) {
      this.url = url;
    }

    public String getUrl() {
      return url;
    }

    public void setPortNumber(int portNumber) {
      this.portNumber = portNumber;
    }

    public int getPortNumber() {
      return portNumber;
    }

    public void setUser(String user) {
      events.add("user " + user);
    }

    public void setPassword(char[] password) {
      events.add("password of " + password.length);
    }

    public void setStrict(boolean strict) {
      if (strict) {
        throw new IllegalStateException("secret");
      }
    }

    @Override
    public Connection getConnection() {
      return connection(events, () -> {});
    }

    @Override
    public Connection getConnection(String user, String password) {
      events.add("as " + user);
      return getConnection();
    }

    @Override
    public void close() {
      events.add("closed");
    }

    @Override
    public <T> T unwrap(Class<T> type) {
      return type.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return type.isInstance(this);
    }
  }

  /** One that is for pools. */
  public static class Pooled extends Silent implements ConnectionPoolDataSource {
    public final List<String> events = new ArrayList<>();

    @Override
    public PooledConnection getPooledConnection() {
      return new PooledConnection() {
        private final List<ConnectionEventListener> listeners = new ArrayList<>();

        @Override
        public Connection getConnection() {
          return connection(
              events, () -> listeners.forEach(l -> l.connectionClosed(new ConnectionEvent(this))));
        }

        @Override
        public void close() {
          events.add("physically closed");
        }

        @Override
        public void addConnectionEventListener(ConnectionEventListener listener) {
          listeners.add(listener);
        }

        @Override
        public void removeConnectionEventListener(ConnectionEventListener listener) {
          listeners.remove(listener);
        }

        @Override
        public void addStatementEventListener(StatementEventListener listener) {}

        @Override
        public void removeStatementEventListener(StatementEventListener listener) {}
      };
    }

    @Override
    public PooledConnection getPooledConnection(String user, String password) {
      return getPooledConnection();
    }
  }
}
