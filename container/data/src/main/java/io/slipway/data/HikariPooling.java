package io.slipway.data;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.slipway.spi.Component;
import io.slipway.spi.ConnectionPooling;
import io.slipway.spi.PoolOptions;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Pools of HikariCP, which is not loaded before the first of them is opened. */
public final class HikariPooling implements ConnectionPooling {
  /**
   * A thread that has used a connection remembers it, beyond the end of the pool. It must not keep
   * a driver of a webapp that way; Hikari sees for itself that its classes are in another loader
   * than an application's, but not that the connections' are.
   */
  private static final String WEAK_REFERENCES = "com.zaxxer.hikari.useWeakReferences";

  @Override
  public Component<DataSource> open(DataSource unpooled, PoolOptions options) throws SQLException {
    if (System.getProperty(WEAK_REFERENCES) == null) {
      System.setProperty(WEAK_REFERENCES, "true");
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName(options.name());
    config.setDataSource(unpooled);
    config.setMaximumPoolSize(options.maxSize());
    config.setMinimumIdle(options.minIdle());
    config.setConnectionTimeout(options.maxWait().toMillis());
    config.setMaxLifetime(options.maxLifetime().toMillis());
    if (options.minIdle() < options.maxSize()) {
      config.setIdleTimeout(options.maxIdle().toMillis());
    }
    try {
      HikariDataSource pool = new HikariDataSource(config);
      return new Component<>(pool, pool::close);
    } catch (PoolInitializationException failure) {
      if (failure.getCause() instanceof SQLException refused) {
        throw refused;
      }
      throw new SQLException(failure.getMessage(), failure);
    }
  }
}
