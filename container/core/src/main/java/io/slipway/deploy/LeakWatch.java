package io.slipway.deploy;

import java.beans.Introspector;
import java.util.ResourceBundle;
import org.jboss.logging.Logger;

/**
 * What a webapp leaves behind in the JVM: taken away where that is safe, named in the log where it
 * is not.
 */
final class LeakWatch {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  private LeakWatch() {}

  /** After the webapp has stopped, before its loader is closed. */
  static void clean(String webapp, WebappClassLoader loader) {
    JdbcDrivers.release(webapp, loader);
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
}
