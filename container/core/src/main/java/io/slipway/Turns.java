package io.slipway;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time deploy or end a webapp at a context path, whatever happens at other
 * paths. Thread safe.
 */
final class Turns {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition given = lock.newCondition();
  private final Set<String> taken = new HashSet<>();
  private boolean closed;

  /**
   * Waits for the path, which is to be given back afterwards.
   *
   * @throws IllegalStateException if there are no turns any more
   */
  void take(String contextPath) {
    lock.lock();
    try {
      while (!closed && taken.contains(contextPath)) {
        given.awaitUninterruptibly();
      }
      if (closed) {
        throw new IllegalStateException("The container has been closed");
      }
      taken.add(contextPath);
    } finally {
      lock.unlock();
    }
  }

  /** Does not wait; false if somebody has it. */
  boolean tryTake(String contextPath) {
    lock.lock();
    try {
      return !closed && taken.add(contextPath);
    } finally {
      lock.unlock();
    }
  }

  void give(String contextPath) {
    lock.lock();
    try {
      taken.remove(contextPath);
      given.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** There are no more turns; waits until all have been given back. */
  void close() {
    lock.lock();
    try {
      closed = true;
      given.signalAll();
      while (!taken.isEmpty()) {
        given.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
