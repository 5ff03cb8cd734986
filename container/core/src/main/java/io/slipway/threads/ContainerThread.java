package io.slipway.threads;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread of the container, which inherits nothing from the one that happens to start it,
 * which may be running a webapp. Webapps are known by their class loaders, this by its class.
 */
public class ContainerThread extends Thread {
  /** Within {@link #make}. */
  ContainerThread(@Nullable Runnable run, String name) {
    super(null, run, name, 0, false);
    setDaemon(true);
    setContextClassLoader(ContainerThread.class.getClassLoader());
  }

  /** Not started. */
  public static Thread of(Runnable run, String name) {
    return make(() -> new ContainerThread(run, name));
  }

  @SuppressWarnings("removal")
  static <T extends ContainerThread> T make(Supplier<T> made) {
    // else it would keep the protection domains of whoever is on the stack, before JDK 24
    return AccessController.doPrivileged((PrivilegedAction<T>) made::get);
  }
}
