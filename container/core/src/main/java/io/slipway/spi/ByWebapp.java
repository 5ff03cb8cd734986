package io.slipway.spi;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One value for each webapp in this JVM, for static APIs, which can tell their caller only by the
 * thread. Keeps a webapp in memory from {@link #put} to {@link #remove}. Thread safe.
 */
public final class ByWebapp<T> {
  private final Map<ClassLoader, T> values = new ConcurrentHashMap<>();

  /**
   * @param webapp its class loader
   */
  public void put(ClassLoader webapp, T value) {
    values.put(webapp, value);
  }

  /** Removes the webapp's value if it is this one. */
  public void remove(ClassLoader webapp, T value) {
    values.remove(webapp, value);
  }

  /**
   * The value of the webapp whose code runs in this thread, going by the context class loader;
   * loaders that a webapp makes below its own count as its own. Null if that loader belongs to no
   * webapp.
   */
  public @Nullable T current() {
    for (ClassLoader l = Thread.currentThread().getContextClassLoader();
        l != null;
        l = l.getParent()) {
      T value = values.get(l);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
