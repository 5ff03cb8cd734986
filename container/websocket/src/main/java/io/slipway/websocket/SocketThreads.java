package io.slipway.websocket;

import io.slipway.spi.CallScope;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that Tyrus has in one webapp, beside those of the container: one for timeouts, and
 * those that tell an endpoint what became of what it sent. None is started before it is needed.
 * They call endpoints, so that the webapp's class loader is in context, and its scope around each
 * task.
 */
final class SocketThreads {
  private static final long END_SECONDS = 2;

  private final ReentrantLock lock = new ReentrantLock();
  private final ThreadFactory threads;
  private final CallScope scope;
  private @Nullable ThreadPoolExecutor tasks;
  private @Nullable Timeouts timeouts;
  private boolean ended;

  SocketThreads(String contextPath, ClassLoader webapp, CallScope scope) {
    this.scope = scope;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        task -> {
          Thread thread =
              new Thread(task, "slipway-websocket-" + contextPath + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          thread.setContextClassLoader(webapp);
          return thread;
        };
  }

  ExecutorService tasks() {
    lock.lock();
    try {
      ThreadPoolExecutor made = tasks;
      if (made == null) {
        made = new Tasks(threads, scope);
        tasks = made;
        if (ended) {
          made.shutdown();
        }
      }
      return made;
    } finally {
      lock.unlock();
    }
  }

  ScheduledThreadPoolExecutor timeouts() {
    lock.lock();
    try {
      Timeouts made = timeouts;
      if (made == null) {
        made = new Timeouts(threads, scope);
        timeouts = made;
        if (ended) {
          made.shutdown();
        }
      }
      return made;
    } finally {
      lock.unlock();
    }
  }

  /** Ends them, and waits a moment until they have. */
  void end() {
    lock.lock();
    try {
      ended = true;
      for (ThreadPoolExecutor pool : new @Nullable ThreadPoolExecutor[] {tasks, timeouts}) {
        if (pool != null) {
          pool.shutdownNow();
        }
      }
      for (ThreadPoolExecutor pool : new @Nullable ThreadPoolExecutor[] {tasks, timeouts}) {
        if (pool != null && !pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
          return;
        }
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private static final class Tasks extends ThreadPoolExecutor {
    private final CallScope scope;

    Tasks(ThreadFactory threads, CallScope scope) {
      super(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
      this.scope = scope;
    }

    @Override
    public void execute(Runnable command) {
      super.execute(() -> scope.around(command));
    }
  }

  /**
   * Tyrus has an idle timeout run at once, for nothing, after each message of a session that has
   * none: those are left out.
   */
  private static final class Timeouts extends ScheduledThreadPoolExecutor {
    private final ScheduledFuture<?> none = new Never();
    private final CallScope scope;

    Timeouts(ThreadFactory threads, CallScope scope) {
      super(1, threads, new DiscardPolicy());
      this.scope = scope;
      setRemoveOnCancelPolicy(true);
      setKeepAliveTime(10, TimeUnit.SECONDS);
      allowCoreThreadTimeOut(true);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      return delay <= 0 ? none : super.schedule(() -> scope.around(command), delay, unit);
    }
  }

  private static final class Never extends FutureTask<@Nullable Void>
      implements ScheduledFuture<@Nullable Void> {
    Never() {
      super(() -> null);
      cancel(false);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }
}
