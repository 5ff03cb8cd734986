package io.slipway;

import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * The last stretch of a container's life, in which requests are still served, but each ends its
 * connection: during the shutdown delay on new connections too, then only on those that are open.
 * After the delay, connections without a request are closed.
 */
final class Drain {
  private static final Logger LOG = Logger.getLogger("io.slipway");

  /** How often to look for connections that have become idle. */
  private static final long LOOK_NANOS = 10_000_000;

  private Drain() {}

  /**
   * Returns when there are no connections any more, or it has taken long enough.
   *
   * @return the moment up to which requests in flight are waited for, of {@link System#nanoTime}
   */
  static long run(Gate gate, Listening listening, ServerOptions options) {
    gate.drain();
    sleepUntil(System.nanoTime() + options.shutdownDelay().toNanos());
    listening.stopAccepting();
    long deadline = System.nanoTime() + options.drainTimeout().toNanos();
    listening.endIdle();
    int open = listening.openConnections();
    while (open > 0 && sleepUntil(System.nanoTime() + LOOK_NANOS)) {
      listening.endIdle();
      open = listening.openConnections();
      if (open > 0 && System.nanoTime() - deadline > 0) {
        LOG.warnf(
            "The container ends with %s connections whose requests took longer than server.drain-timeout",
            open);
        break;
      }
    }
    return deadline;
  }

  /** False if the thread was interrupted. */
  private static boolean sleepUntil(long moment) {
    for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(left);
    }
    return true;
  }
}
