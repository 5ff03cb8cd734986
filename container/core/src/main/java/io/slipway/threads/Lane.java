package io.slipway.threads;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * What one IO thread has to do with virtual threads: the queue of those that are ready to go on,
 * and the one it carries now. The queue is ours, and not XNIO's, so that others can take from it
 * while the IO thread does not come back.
 */
final class Lane implements Runnable {
  /** Stretches after which the IO thread looks after its connections. */
  private static final int AT_ONCE = 128;

  /** A servlet is stuck for sure after so many times what else is enough. */
  private static final int PATIENCE = 10;

  private final InlineVirtualThreads owner;
  private final XnioIoThread io;
  private final ConcurrentLinkedQueue<InlineTask> ready = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();

  /**
   * Goes up when a stretch begins and when it ends: odd while one runs. Written by the IO thread
   * alone.
   */
  private final AtomicLong beat = new AtomicLong();

  private @Nullable InlineTask running;

  /** A thread became ready to go on here since the watch last looked. */
  private volatile boolean offered;

  // Of the watch alone
  private long seenBeat = -1;
  private int seenTimes;
  private long seenNanos;
  private long seenCpuNanos;

  Lane(InlineVirtualThreads owner, XnioIoThread io) {
    this.owner = owner;
    this.io = io;
  }

  /** Runs a stretch. On the IO thread. */
  void stretch(InlineTask task) {
    running = task;
    long number = beat.get() + 1;
    beat.set(number);
    owner.watch().seeTo();
    long begin = System.nanoTime();
    try {
      task.goOn();
    } finally {
      long nanos = System.nanoTime() - begin;
      beat.lazySet(number + 1);
      task.conduct().ranInline(nanos);
    }
  }

  /** A thread can go on here. On any thread. */
  void offer(InlineTask task) {
    ready.add(task);
    if (!offered) {
      offered = true;
    }
    call();
    owner.watch().seeTo();
  }

  private void call() {
    if (!called.get() && called.compareAndSet(false, true)) {
      try {
        io.execute(this);
      } catch (RejectedExecutionException stopping) {
        called.set(false);
        rescue();
      }
    }
  }

  /** On the IO thread, at the top of its loop. */
  @Override
  public void run() {
    called.set(false);
    for (int i = 0; i < AT_ONCE; i++) {
      InlineTask task = ready.poll();
      if (task == null) {
        return;
      }
      stretch(task);
    }
    if (!ready.isEmpty()) {
      call();
    }
  }

  /** Gives everything that is ready to other carriers. */
  private void rescue() {
    for (InlineTask task = ready.poll(); task != null; task = ready.poll()) {
      owner.carriers().force(task);
    }
  }

  boolean idle() {
    return (beat.get() & 1) == 0 && ready.isEmpty();
  }

  /** What the watch sees. */
  enum Sight {
    IDLE,
    /** Stretch after stretch ends, and no thread has come back from a wait. */
    FLOWING,
    /** Something waits, or one stretch lasts. */
    CLOSE
  }

  /**
   * One look of the watch.
   *
   * @param stuckLooks from which on a stretch is stuck
   */
  Sight look(int stuckLooks) {
    boolean offers = offered;
    if (offers) {
      offered = false;
    }
    long now = beat.get();
    if (now != seenBeat) {
      seenBeat = now;
      seenTimes = 0;
      return offers ? Sight.CLOSE : Sight.FLOWING;
    }
    seenTimes++;
    boolean waiting = !ready.isEmpty();
    if (waiting) {
      // Not one stretch has ended since the last look
      rescue();
    }
    if ((now & 1) == 0) {
      return waiting || offers ? Sight.CLOSE : Sight.IDLE;
    }
    if (seenTimes == Math.max(1, stuckLooks / 2)) {
      seenNanos = System.nanoTime();
      seenCpuNanos = CpuClock.nanos(io);
    } else if (seenTimes >= stuckLooks) {
      stuck(now, stuckLooks);
    }
    return Sight.CLOSE;
  }

  /**
   * A stretch does not end. On a machine with too much to do that may be the IO thread's fate and
   * not the servlet's fault: it could go on and is not let. Then it is given more time.
   */
  private void stuck(long now, int stuckLooks) {
    InlineTask task = running;
    if (task == null || seenTimes < PATIENCE * stuckLooks && !task.isWaiting() && isStarved()) {
      return;
    }
    if (task.conduct().bar()) {
      StackTraceElement[] stack = task.stack();
      if (beat.get() != now) {
        stack = new StackTraceElement[0];
      }
      owner.report(task.conduct().name(), io.getName(), seenTimes, stack);
    }
  }

  /** Of the time since it was last asked the IO thread got less than a quarter. */
  private boolean isStarved() {
    long cpu = CpuClock.nanos(io);
    return cpu >= 0 && 4 * (cpu - seenCpuNanos) < System.nanoTime() - seenNanos;
  }
}
