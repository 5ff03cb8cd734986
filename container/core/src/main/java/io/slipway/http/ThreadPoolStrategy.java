package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Servlets run on a bounded pool of platform threads. It grows while more requests run and wait
 * than it has threads; at its bound requests wait in a bounded queue, and beyond that they are
 * refused, which the client sees as 503.
 */
public final class ThreadPoolStrategy implements ThreadStrategy {
  private static final int IDLE_SECONDS = 60;

  private final int threads;
  private final Pool pool;

  /** 200 threads, 10,000 waiting requests. */
  public ThreadPoolStrategy() {
    this(200, 10_000);
  }

  /**
   * @param threads that may run servlets at the same time
   * @param queue requests that may wait for one
   */
  public ThreadPoolStrategy(int threads, int queue) {
    if (threads < 1 || queue < 1) {
      throw new IllegalArgumentException(
          "A pool needs at least one thread and room for one waiting request");
    }
    this.threads = threads;
    this.pool = new Pool(threads, new Waiting(queue));
  }

  @Override
  public String describe() {
    return "a pool of up to " + threads + " threads";
  }

  @Override
  public void execute(HttpServerExchange exchange, TaskClass kind, Runnable task) {
    pool.execute(task);
  }

  @Override
  public void close() {
    pool.shutdown();
  }

  /**
   * Refuses tasks while the pool should rather grow: a {@link ThreadPoolExecutor} adds threads only
   * when its queue is full.
   */
  private static final class Waiting extends LinkedBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1L;
    private transient @Nullable Pool pool;

    Waiting(int capacity) {
      super(capacity);
    }

    @Override
    public boolean offer(Runnable task) {
      Pool owner = pool;
      if (owner != null
          && owner.unfinished.get() > owner.getPoolSize()
          && owner.getPoolSize() < owner.getMaximumPoolSize()) {
        return false;
      }
      return super.offer(task);
    }

    boolean force(Runnable task) {
      return super.offer(task);
    }
  }

  private static final class Pool extends ThreadPoolExecutor {
    /** Tasks that run or wait. */
    private final AtomicInteger unfinished = new AtomicInteger();

    Pool(int threads, Waiting waiting) {
      super(1, threads, IDLE_SECONDS, TimeUnit.SECONDS, waiting);
      AtomicInteger number = new AtomicInteger();
      setThreadFactory(
          task -> {
            Thread thread = new Thread(task, "slipway-" + number.incrementAndGet());
            // Else it would keep that of the thread that asked for it, which may be a webapp's
            thread.setContextClassLoader(ThreadPoolStrategy.class.getClassLoader());
            thread.setDaemon(true);
            return thread;
          });
      setRejectedExecutionHandler(
          (task, executor) -> {
            // Another thread may have taken the last place between the queue's refusal and now
            if (executor.isShutdown() || !waiting.force(task)) {
              throw new RejectedExecutionException(
                  "All " + threads + " threads are busy and the queue is full");
            }
          });
      waiting.pool = this;
    }

    @Override
    public void execute(Runnable task) {
      unfinished.incrementAndGet();
      try {
        super.execute(task);
      } catch (RejectedExecutionException refused) {
        unfinished.decrementAndGet();
        throw refused;
      }
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
      unfinished.decrementAndGet();
      super.afterExecute(task, thrown);
    }
  }
}
