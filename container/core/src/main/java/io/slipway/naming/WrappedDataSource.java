package io.slipway.naming;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Wrapper;
import java.util.logging.Logger;
import javax.sql.CommonDataSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a data source in front of another has from it. */
abstract class WrappedDataSource implements DataSource {
  /**
   * Null where there is none, but a driver.
   *
   * @throws SQLException if it cannot be made
   */
  abstract @Nullable CommonDataSource source() throws SQLException;

  @Override
  public final @Nullable PrintWriter getLogWriter() throws SQLException {
    CommonDataSource source = source();
    return source == null ? null : source.getLogWriter();
  }

  @Override
  public final void setLogWriter(PrintWriter out) throws SQLException {
    CommonDataSource source = source();
    if (source != null) {
      source.setLogWriter(out);
    }
  }

  @Override
  public final void setLoginTimeout(int seconds) throws SQLException {
    CommonDataSource source = source();
    if (source == null) {
      throw new SQLFeatureNotSupportedException(
          "A driver has no login timeout of its own: set it in the url");
    }
    source.setLoginTimeout(seconds);
  }

  @Override
  public final int getLoginTimeout() throws SQLException {
    CommonDataSource source = source();
    return source == null ? 0 : source.getLoginTimeout();
  }

  @Override
  public final Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("This data source does not log");
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    CommonDataSource source = source();
    if (type.isInstance(source)) {
      return type.cast(source);
    }
    if (source instanceof Wrapper wrapper) {
      return wrapper.unwrap(type);
    }
    throw new SQLException("This data source is not a " + type.getName());
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) throws SQLException {
    CommonDataSource source = source();
    return type.isInstance(this)
        || type.isInstance(source)
        || source instanceof Wrapper wrapper && wrapper.isWrapperFor(type);
  }
}
