package io.slipway.spi;

import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Pools database connections. Found by {@link java.util.ServiceLoader} in the container's own class
 * loader when a webapp first has a data source to pool; one instance serves all webapps and is
 * thread safe.
 */
public interface ConnectionPooling {
  /**
   * Opens a pool. Called when its first connection is wanted, with the webapp's class loader in
   * context; the pool's own threads may keep that until the pool is closed.
   *
   * @param unpooled opens a connection each time it is asked
   * @return closing it closes the pool and its connections
   * @throws SQLException if not even one connection can be opened; nothing is left open
   */
  Component<DataSource> open(DataSource unpooled, PoolOptions options) throws SQLException;
}
