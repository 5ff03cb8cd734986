package io.slipway.naming;

import io.slipway.spi.Component;
import io.slipway.spi.ConnectionPooling;
import io.slipway.spi.PoolOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.CommonDataSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source of a webapp whose pool is opened with its first connection, so that one that is
 * never used costs nothing. Thread safe.
 */
final class PooledDataSource extends WrappedDataSource implements AutoCloseable {
  /** Where connections come from. */
  @FunctionalInterface
  interface Unpooled {
    DataSource make() throws SQLException;
  }

  private final String name;
  private final Unpooled source;
  private final Supplier<@Nullable ConnectionPooling> pooling;
  private final PoolOptions options;

  /** Not a monitor: the threads that wait may be virtual ones. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable DataSource made;
  private volatile @Nullable Component<DataSource> open;
  private volatile boolean closed;

  /**
   * @param source asked until it succeeds
   * @param pooling asked with the first connection; null for no pool
   */
  PooledDataSource(
      String name,
      Unpooled source,
      Supplier<@Nullable ConnectionPooling> pooling,
      PoolOptions options) {
    this.name = name;
    this.source = source;
    this.pooling = pooling;
    this.options = options;
  }

  /**
   * Finds out whether there is a driver; opens no connection.
   *
   * @throws SQLException if not
   */
  DataSource unpooled() throws SQLException {
    lock.lock();
    try {
      if (closed) {
        throw new SQLException("The webapp of the data source " + name + " has ended");
      }
      DataSource existing = made;
      if (existing == null) {
        existing = source.make();
        made = existing;
      }
      return existing;
    } finally {
      lock.unlock();
    }
  }

  private DataSource pool() throws SQLException {
    Component<DataSource> pool = open;
    return pool == null ? openPool() : pool.instance();
  }

  private DataSource openPool() throws SQLException {
    lock.lock();
    try {
      DataSource unpooled = unpooled();
      Component<DataSource> pool = open;
      if (pool == null) {
        ConnectionPooling opener = pooling.get();
        pool = opener == null ? Component.of(unpooled) : opener.open(unpooled, options);
        open = pool;
      }
      return pool.instance();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      Component<DataSource> pool = open;
      if (pool != null) {
        pool.close();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return pool().getConnection();
  }

  /** Of another user, and of no pool. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return unpooled().getConnection(user, password);
  }

  @Override
  CommonDataSource source() throws SQLException {
    return unpooled();
  }

  /** For whoever prints it. */
  @Override
  public String toString() {
    return "data source " + name;
  }
}
