package io.slipway.spi;

import org.jspecify.annotations.Nullable;

/**
 * A thread of a pool that lets only so many of its threads work at a time. Code that makes such a
 * thread wait for a client says so: the thread does not count meanwhile, and another works in its
 * place.
 */
public interface PooledThread {
  /** The running thread, or null if it is not of such a pool. */
  static @Nullable PooledThread current() {
    return Thread.currentThread() instanceof PooledThread pooled ? pooled : null;
  }

  /** From now on the thread only waits. To be called by the thread itself. */
  void waitsForClient();

  /**
   * The thread no longer waits, if it did. May be called by any thread; it goes on at once,
   * whatever others do.
   */
  void goesOn();
}
