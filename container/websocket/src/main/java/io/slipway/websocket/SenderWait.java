package io.slipway.websocket;

import io.slipway.spi.PooledThread;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does nothing but wait from when it has handed over its frame until that has left,
 * as {@code RemoteEndpoint.Basic} has it: it does not count in its pool meanwhile.
 */
final class SenderWait {
  private final PooledThread thread;
  private volatile boolean over;

  private SenderWait(PooledThread thread) {
    this.thread = thread;
  }

  /** Of the running thread; null where nobody wants to know that it waits. */
  static @Nullable SenderWait ofCurrent() {
    PooledThread current = PooledThread.current();
    return current == null ? null : new SenderWait(current);
  }

  /** By the thread itself, when it has handed over the frame. Most have left by then. */
  void begin() {
    if (!over) {
      thread.waitsForClient();
      if (over) {
        thread.goesOn();
      }
    }
  }

  /** The frame has left, or will never. Any thread. */
  void end() {
    over = true;
    thread.goesOn();
  }
}
