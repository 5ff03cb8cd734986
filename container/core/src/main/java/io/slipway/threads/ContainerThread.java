package io.slipway.threads;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * A daemon thread of the container, which inherits nothing from the one that happens to start it,
 * which may be running a webapp. Webapps are known by their class loaders, this by its class.
 */
public final class ContainerThread extends Thread {
  private ContainerThread(Runnable run, String name) {
    super(null, run, name, 0, false);
    setDaemon(true);
    setContextClassLoader(ContainerThread.class.getClassLoader());
  }

  /** Not started. */
  @SuppressWarnings("removal")
  public static Thread of(Runnable run, String name) {
    // else it would keep the protection domains of whoever is on the stack, before JDK 24
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>) () -> new ContainerThread(run, name));
  }
}
