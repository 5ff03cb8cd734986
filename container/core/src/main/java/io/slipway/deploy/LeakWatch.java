package io.slipway.deploy;

import java.beans.Introspector;
import java.util.Arrays;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What a webapp leaves behind in the JVM: taken away where that is safe, named in the log where it
 * is not.
 */
final class LeakWatch {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  /** For threads that have been told to end. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private LeakWatch() {}

  /** After the webapp has stopped, before its loader is closed. */
  static void clean(String webapp, WebappClassLoader loader) {
    JdbcDrivers.release(webapp, loader);
    ResourceBundle.clearCache(loader);
    Introspector.flushCaches();
    takeFromSystem(loader);
    for (Thread thread : threads(loader)) {
      LOG.warnf(
          "%s has stopped but its thread \"%s\" (%s) still runs and keeps its classes in memory: end it in contextDestroyed",
          webapp, thread.getName(), whatItIs(thread));
    }
    for (String left : ThreadLocals.of(loader)) {
      LOG.warnf(
          "%s has stopped but left a value in a ThreadLocal: remove it where it is set. The container renews its own threads, any other keeps the webapp's classes in memory: %s",
          webapp, left);
    }
  }

  /**
   * The JDK's own threads, such as the one that waits for processes, are in the group above all
   * others. They serve everybody, and have the context class loader of whoever needed one first.
   */
  private static void takeFromSystem(WebappClassLoader loader) {
    for (Thread thread : running(loader)) {
      ThreadGroup group = thread.getThreadGroup();
      if (group != null && group.getParent() == null && thread.getClass() == Thread.class) {
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
      }
    }
  }

  /** Its class, and the code that it is in, as few threads have a telling name. */
  private static String whatItIs(Thread thread) {
    String type = thread.getClass().getName();
    return Arrays.stream(thread.getStackTrace())
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .filter(method -> !method.startsWith("java.") && !method.startsWith("jdk."))
        .findFirst()
        .map(method -> type + ", in " + method)
        .orElse(type);
  }

  /** Those that still run when they had a moment to end. */
  private static List<Thread> threads(WebappClassLoader loader) {
    long until = System.nanoTime() + PATIENCE_NANOS;
    List<Thread> running = running(loader);
    try {
      // one of the container's own threads may have been in a call of the webapp
      while (!running.isEmpty() && System.nanoTime() < until) {
        TimeUnit.NANOSECONDS.sleep(STEP_NANOS);
        running = running(loader);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    return running;
  }

  private static List<Thread> running(WebappClassLoader loader) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.isAlive() && t != Thread.currentThread() && belongs(t, loader))
        .toList();
  }

  /** Not the container's own, which may be in a request that outlasts its webapp. */
  private static boolean belongs(Thread thread, ClassLoader loader) {
    ClassLoader kind = thread.getClass().getClassLoader();
    return kind == loader
        || (thread.getContextClassLoader() == loader && kind != LeakWatch.class.getClassLoader());
  }
}
