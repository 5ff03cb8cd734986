package io.slipway.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the JDBC drivers of a class loader out of {@code DriverManager}, which would keep it. */
final class JdbcDrivers {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  /** A loader that takes a class of the container as its own: {@link DriverRelease}. */
  interface Definer {
    Class<?> define(String name, byte[] bytes);
  }

  private JdbcDrivers() {}

  /**
   * @param who for the log
   */
  static void release(String who, Definer loader) {
    if (!loadsDrivers()) {
      return;
    }
    byte[] code = code();
    if (code == null) {
      return;
    }
    try {
      Object release =
          loader.define(DriverRelease.class.getName(), code).getDeclaredConstructor().newInstance();
      @SuppressWarnings("unchecked")
      List<String> released = ((Callable<List<String>>) release).call();
      if (!released.isEmpty()) {
        LOG.infof("%s: its JDBC drivers have been deregistered: %s", who, released);
      }
    } catch (Exception | Error failure) {
      LOG.warnf(failure, "%s: its JDBC drivers could not be deregistered", who);
    }
  }

  /** Without the module there can be no drivers. */
  private static boolean loadsDrivers() {
    return ModuleLayer.boot().findModule("java.sql").isPresent();
  }

  private static byte @Nullable [] code() {
    String file = DriverRelease.class.getName().replace('.', '/') + ".class";
    try (InputStream in = DriverRelease.class.getClassLoader().getResourceAsStream(file)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException unreadable) {
      LOG.debugf(unreadable, "%s cannot be read", file);
      return null;
    }
  }
}
