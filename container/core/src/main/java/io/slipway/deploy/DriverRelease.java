package io.slipway.deploy;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Deregisters the JDBC drivers of a webapp. {@code DriverManager} shows a driver only to callers
 * whose loader can see it, so this class is defined once more in the webapp's loader.
 */
public final class DriverRelease implements Callable<List<String>> {
  @Override
  public List<String> call() throws SQLException {
    List<String> released = new ArrayList<>();
    for (Driver driver : Collections.list(DriverManager.getDrivers())) {
      if (driver.getClass().getClassLoader() == DriverRelease.class.getClassLoader()) {
        DriverManager.deregisterDriver(driver);
        released.add(driver.getClass().getName());
      }
    }
    return released;
  }
}
