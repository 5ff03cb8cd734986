package io.slipway.cdi;

import io.slipway.spi.ByWebapp;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The CDI containers of all webapps in this JVM. Static because {@code CDI.current()} is: its
 * provider is one for the JVM. Holds no webapp longer than it runs.
 */
final class WebappContainers {
  /** What the ids of webapps' containers begin with. */
  static final String PREFIX = "slipway:";

  private static final Set<String> IDS = ConcurrentHashMap.newKeySet();
  private static final ByWebapp<CurrentCdi> CONTAINERS = new ByWebapp<>();

  private WebappContainers() {}

  /**
   * A container's name in Weld's registry, and its entry here; closed when the webapp has ended.
   */
  static final class Registration implements AutoCloseable {
    private final String id;
    private @Nullable ClassLoader loader;
    private @Nullable CurrentCdi container;

    private Registration(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }

    void publish(ClassLoader ofWebapp, CurrentCdi cdi) {
      loader = ofWebapp;
      container = cdi;
      CONTAINERS.put(ofWebapp, cdi);
    }

    @Override
    public void close() {
      ClassLoader key = loader;
      CurrentCdi value = container;
      if (key != null && value != null) {
        CONTAINERS.remove(key, value);
      }
      IDS.remove(id);
    }
  }

  /**
   * The same id for the same context path, since serialised references to beans name it: sessions
   * may go over to the next version of a webapp, and outlive the process. Where {@link
   * WebappSingletons} cannot tell containers of one id apart, a second one has another.
   */
  static Registration reserve(String contextPath) {
    String base = PREFIX + (contextPath.isEmpty() ? "/" : contextPath);
    String id = base;
    for (int i = 2; !WebappSingletons.areInstalled() && !IDS.add(id); i++) {
      id = base + "#" + i;
    }
    return new Registration(id);
  }

  /** For a container that is the embedding application's own. */
  static Registration shared(String id) {
    return new Registration(id);
  }

  /** The container of the webapp whose code runs in this thread. */
  static @Nullable CurrentCdi current() {
    return CONTAINERS.current();
  }
}
