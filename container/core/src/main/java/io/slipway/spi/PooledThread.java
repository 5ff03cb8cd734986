package io.slipway.spi;

import org.jspecify.annotations.Nullable;

/**
 * A thread of a pool that lets only so many of its threads work at a time. Who has one wait for a
 * client says so: it does not count meanwhile, and another works in its place.
 */
public interface PooledThread {
  /** The running thread, or null where nobody wants to know. */
  static @Nullable PooledThread current() {
    return Thread.currentThread() instanceof PooledThread pooled ? pooled : null;
  }

  /** From now on it only waits. To be called by the thread itself. */
  void waitsForClient();

  /** It does not wait any more, if it did. Any thread; it does not wait for its turn. */
  void goesOn();
}
