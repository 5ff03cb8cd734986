package io.slipway;

import io.slipway.runtime.Mount;
import io.slipway.threads.ContainerThread;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread for what is to be done from time to time: ending expired sessions, and the
 * container's own chores.
 */
final class Housekeeping implements Runnable, AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.slipway");
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Supplier<Collection<Mount>> mounts;
  private final Runnable chore;

  /** Held while one webapp is looked after, so that it is not ended meanwhile. */
  private final ReentrantLock busy = new ReentrantLock();

  private volatile boolean running = true;

  /** The one whose turn it is; another ends. */
  private volatile @Nullable Thread thread;

  private Housekeeping(Supplier<Collection<Mount>> mounts, Runnable chore) {
    this.mounts = mounts;
    this.chore = chore;
  }

  /**
   * @param chore what else is to be done, once a second; throws nothing it expects
   */
  static Housekeeping start(Supplier<Collection<Mount>> mounts, Runnable chore) {
    Housekeeping housekeeping = new Housekeeping(mounts, chore);
    housekeeping.begin();
    return housekeeping;
  }

  private void begin() {
    thread = ContainerThread.of(this, "slipway-housekeeping");
    thread.start();
  }

  /** Waits until the webapp is not being looked after; it has left the router before. */
  void leave(Mount mount) {
    busy.lock();
    try {
      mount.leave();
      // its listeners may have left something in the thread locals of this one
      if (running) {
        begin();
      }
    } finally {
      busy.unlock();
    }
  }

  @Override
  public void close() {
    running = false;
  }

  /**
   * The JDK's thread for timeouts of futures (before 25) is started by the first who needs it, and
   * keeps their class loader for ever: that must not be a webapp.
   */
  private static void startTimers() {
    CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS).execute(() -> {});
  }

  @Override
  public void run() {
    Thread own = Thread.currentThread();
    startTimers();
    while (running && own == thread) {
      LockSupport.parkNanos(INTERVAL_NANOS);
      try {
        chore.run();
      } catch (Throwable failure) {
        LOG.error("A chore of the container has failed", failure);
      }
      for (Mount mount : mounts.get()) {
        busy.lock();
        try {
          if (!mount.hasLeft() && running) {
            own.setContextClassLoader(mount.webapp().classLoader());
            mount.webapp().sessions().sweepInTurn();
          }
        } catch (Throwable failure) {
          LOG.error("Sessions could not be swept", failure);
        } finally {
          own.setContextClassLoader(Housekeeping.class.getClassLoader());
          busy.unlock();
        }
      }
    }
  }
}
