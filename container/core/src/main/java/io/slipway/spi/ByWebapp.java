package io.slipway.spi;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Something of each webapp in this JVM, for APIs that are static and know their caller by nothing
 * but the thread. Holds a webapp from {@link #put} to {@link #remove}. Thread safe.
 */
public final class ByWebapp<T> {
  private final Map<ClassLoader, T> values = new ConcurrentHashMap<>();

  /**
   * @param webapp its class loader
   */
  public void put(ClassLoader webapp, T value) {
    values.put(webapp, value);
  }

  /** Only if it is this value that the webapp has. */
  public void remove(ClassLoader webapp, T value) {
    values.remove(webapp, value);
  }

  /**
   * Of the webapp whose code runs in this thread, as the class loader in context tells; loaders
   * that a webapp makes below its own count as its own. Null where it is that of no webapp.
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
