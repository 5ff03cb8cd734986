package io.slipway;

import io.slipway.runtime.Mount;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The one thread that looks after things from time to time: sessions that have expired, and what
 * the container itself has to look at.
 */
final class Housekeeping implements Runnable {
  private static final Logger LOG = Logger.getLogger("io.slipway");
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Supplier<Collection<Mount>> mounts;
  private final Runnable chore;

  /** Held while one webapp is looked after, so that it is not ended meanwhile. */
  private final ReentrantLock busy = new ReentrantLock();

  private volatile boolean running = true;

  private Housekeeping(Supplier<Collection<Mount>> mounts, Runnable chore) {
    this.mounts = mounts;
    this.chore = chore;
  }

  /**
   * @param chore what else is to be done, once a second; throws nothing it expects
   */
  static Housekeeping start(Supplier<Collection<Mount>> mounts, Runnable chore) {
    Housekeeping housekeeping = new Housekeeping(mounts, chore);
    Thread thread = new Thread(housekeeping, "slipway-housekeeping");
    thread.setDaemon(true);
    // not that of whoever starts the container, which might be a webapp itself
    thread.setContextClassLoader(Housekeeping.class.getClassLoader());
    thread.start();
    return housekeeping;
  }

  /** Waits until the webapp is not being looked after; it has left the router before. */
  void leave(Mount mount) {
    busy.lock();
    try {
      mount.leave();
    } finally {
      busy.unlock();
    }
  }

  void close() {
    running = false;
  }

  @Override
  public void run() {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    while (running) {
      LockSupport.parkNanos(INTERVAL_NANOS);
      try {
        chore.run();
      } catch (RuntimeException | LinkageError failure) {
        LOG.error("A chore of the container has failed", failure);
      }
      for (Mount mount : mounts.get()) {
        busy.lock();
        try {
          if (!mount.hasLeft() && running) {
            thread.setContextClassLoader(mount.webapp().classLoader());
            mount.webapp().sessions().sweep(System.currentTimeMillis());
          }
        } catch (RuntimeException | LinkageError failure) {
          LOG.error("Sessions could not be swept", failure);
        } finally {
          thread.setContextClassLoader(own);
          busy.unlock();
        }
      }
    }
  }
}
