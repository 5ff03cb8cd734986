package io.slipway.naming;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A class loader that knows the names of the webapp that it is the loader of. */
public interface NamingScope {
  /** Null before the webapp has them. */
  @Nullable WebappNames names();

  /**
   * The names of the webapp that the thread works for: by its context class loader, or one of that
   * loader's parents.
   */
  static Optional<WebappNames> current() {
    for (ClassLoader loader = Thread.currentThread().getContextClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof NamingScope scope) {
        return Optional.ofNullable(scope.names());
      }
    }
    return Optional.empty();
  }
}
