package io.slipway.cdi;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.weld.bootstrap.api.Singleton;
import org.jboss.weld.bootstrap.api.SingletonProvider;
import org.jboss.weld.bootstrap.api.helpers.RegistrySingletonProvider;
import org.jspecify.annotations.Nullable;

/**
 * What Weld has once for each container, by the container's id and, where there are several of one
 * id, by the class loader of the webapp in context. So the versions of a webapp may have one id
 * while one replaces the other, and the next understands what the sessions of the one before refer
 * to. Containers of an embedding application are known by their id alone, as with Weld SE's own
 * provider: they may be ended in another context than they began in.
 */
final class WebappSingletons extends RegistrySingletonProvider {
  private static final boolean INSTALLED = install();

  /** False if Weld was used before in this JVM: then an id must be there but once. */
  static boolean areInstalled() {
    return INSTALLED;
  }

  private static boolean install() {
    try {
      SingletonProvider.initialize(new WebappSingletons());
    } catch (RuntimeException another) {
      return false;
    }
    return true;
  }

  @Override
  public <T> Singleton<T> create(Class<? extends T> type) {
    return new ByLoader<>();
  }

  /** Thread safe. */
  private static final class ByLoader<T> implements Singleton<T> {
    /** The map of an id is replaced, never changed; the latest is the last. */
    private volatile Map<String, Map<@Nullable ClassLoader, T>> all = Map.of();

    @Override
    public T get(String id) {
      T found = find(id);
      if (found == null) {
        throw new IllegalStateException("There is no CDI container " + id);
      }
      return found;
    }

    @Override
    public boolean isSet(String id) {
      return find(id) != null;
    }

    private @Nullable T find(String id) {
      Map<@Nullable ClassLoader, T> its = all.get(id);
      if (its == null) {
        return null;
      }
      T last = null;
      if (its.size() > 1) {
        // a loader that the webapp has made below its own counts as its own
        for (ClassLoader l = context(); l != null; l = l.getParent()) {
          T own = its.get(l);
          if (own != null) {
            return own;
          }
        }
      }
      for (T one : its.values()) {
        last = one;
      }
      return last;
    }

    @Override
    public void set(String id, T value) {
      change(id, value);
    }

    @Override
    public void clear(String id) {
      change(id, null);
    }

    private synchronized void change(String id, @Nullable T value) {
      Map<String, Map<@Nullable ClassLoader, T>> next = new LinkedHashMap<>(all);
      Map<@Nullable ClassLoader, T> its = new LinkedHashMap<>(next.getOrDefault(id, Map.of()));
      ClassLoader key = id.startsWith(WebappContainers.PREFIX) ? context() : null;
      its.remove(key);
      if (value != null) {
        its.put(key, value);
      }
      if (its.isEmpty()) {
        next.remove(id);
      } else {
        next.put(id, its);
      }
      all = next;
    }

    private static @Nullable ClassLoader context() {
      return Thread.currentThread().getContextClassLoader();
    }
  }
}
