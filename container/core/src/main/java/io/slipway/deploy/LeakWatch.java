package io.slipway.deploy;

import java.beans.Introspector;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a webapp leaves behind in the JVM: taken away where that is safe, named in the log where it
 * is not.
 */
final class LeakWatch {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  private LeakWatch() {}

  /** After the webapp has stopped, before its loader is closed. */
  static void clean(String webapp, WebappClassLoader loader) {
    releaseDrivers(webapp, loader);
    ResourceBundle.clearCache(loader);
    Introspector.flushCaches();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.isAlive() && thread != Thread.currentThread() && belongs(thread, loader)) {
        LOG.warnf(
            "%s has stopped but its thread \"%s\" (%s) still runs and keeps its classes in memory: end it in contextDestroyed",
            webapp, thread.getName(), thread.getClass().getName());
      }
    }
  }

  private static boolean belongs(Thread thread, ClassLoader loader) {
    return thread.getContextClassLoader() == loader || thread.getClass().getClassLoader() == loader;
  }

  private static void releaseDrivers(String webapp, WebappClassLoader loader) {
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
        LOG.infof(
            "%s left JDBC drivers registered; they have been deregistered: %s", webapp, released);
      }
    } catch (Exception | LinkageError failure) {
      LOG.warnf(failure, "%s: its JDBC drivers could not be deregistered", webapp);
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
