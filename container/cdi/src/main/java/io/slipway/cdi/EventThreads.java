package io.slipway.cdi;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.weld.executor.AbstractExecutorServices;

/**
 * Threads for a webapp's asynchronous observers, with its class loader in context: {@code
 * Event.fireAsync}. There are none before the first such event, and none some seconds after the
 * last.
 */
final class EventThreads extends AbstractExecutorServices {
  private static final int MOST = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor pool;

  EventThreads(String name, ClassLoader loader) {
    AtomicInteger count = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            MOST,
            MOST,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread =
                  new Thread(task, "cdi-events " + name + " " + count.incrementAndGet());
              thread.setDaemon(true);
              thread.setContextClassLoader(loader);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public ExecutorService getTaskExecutor() {
    return pool;
  }

  @Override
  protected int getThreadPoolSize() {
    return MOST;
  }
}
