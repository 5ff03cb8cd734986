package io.slipway.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs callbacks one after the other, in their order, on container threads with the webapp's class
 * loader in context.
 */
final class SerialCallbacks {
  private final Queue<Runnable> callbacks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Executor threads;
  private final ClassLoader loader;
  private final Consumer<Throwable> failed;

  /**
   * @param failed told what a callback throws; the callbacks after it run all the same
   */
  SerialCallbacks(Executor threads, ClassLoader loader, Consumer<Throwable> failed) {
    this.threads = threads;
    this.loader = loader;
    this.failed = failed;
  }

  void submit(Runnable callback) {
    callbacks.add(callback);
    if (waiting.getAndIncrement() == 0) {
      threads.execute(this::run);
    }
  }

  /** In this thread, unless one runs or waits: then after it. */
  void run(Runnable callback) {
    callbacks.add(callback);
    if (waiting.getAndIncrement() == 0) {
      run();
    }
  }

  private void run() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      do {
        Runnable next = callbacks.poll();
        if (next != null) {
          try {
            next.run();
          } catch (Throwable thrown) {
            failed.accept(thrown);
          }
        }
      } while (waiting.decrementAndGet() > 0);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
