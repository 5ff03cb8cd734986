package io.slipway.threads;

import io.slipway.http.TaskClass;
import io.slipway.http.ThreadStrategy;
import io.slipway.spi.PooledThread;
import io.slipway.wire.SparseLog;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * Servlets run on platform threads of which as few as possible are kept awake, so that most
 * requests are taken by a thread that is running already and cost neither a wake-up nor a context
 * switch.
 *
 * <ul>
 *   <li>A task that arrives wakes a worker only while fewer than {@link #target} are awake. Of the
 *       sleeping ones always the lowest number wakes, so that the same few threads do the work and
 *       the others end after a minute.
 *   <li>What an IO thread finds in one round of its selector wakes one worker, at the end of the
 *       round: woken at once it would take the first request from under the IO thread, where they
 *       share a processor, and sleep again before the next one has been read.
 *   <li>Workers that block are replaced: the {@link Pacer} looks once a millisecond while tasks
 *       wait, and raises the target.
 *   <li>No wake-up is lost: who adds a task looks at the number of awake workers afterwards, and a
 *       worker that goes to sleep looks at the queue after it has said so.
 *   <li>A worker that waits for a client is not awake: others work in its place. When the client
 *       comes back it goes on at once, whoever works meanwhile.
 * </ul>
 *
 * <p>At most {@code threads} tasks run at a time, so many more may wait for their clients, at most
 * {@code queue} for a thread; more are refused, which the client sees as 503.
 */
public final class HotPool implements ThreadStrategy, Executor {
  private static final Logger LOG = Logger.getLogger("io.slipway.threads");
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Tasks that wait for the end of a round; for more a worker is woken at once. */
  private static final int MOST_OF_A_ROUND = 16;

  /** Threads beside those that work; each has a stack. */
  private static final int MOST_WAITING = 10_000;

  private final int threads;
  private final int slots;
  private final int capacity;
  private final String name;
  private final long idleNanos;

  private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Workers that exist; a slot without one is in {@link #absent}. */
  private final AtomicReferenceArray<@Nullable Worker> workers;

  private final SlotSet asleep;
  private final SlotSet absent;

  /** Workers that neither sleep nor wait for a client; those that block in a task included. */
  private final AtomicInteger awake = new AtomicInteger();

  private final SparseLog unstarted = new SparseLog();
  private final ThreadLocal<Round> rounds = ThreadLocal.withInitial(Round::new);
  private final AtomicBoolean paced = new AtomicBoolean();
  private final Pacer pacer;
  private volatile @Nullable Thread pacerThread;
  private volatile int target;
  private volatile boolean closed;

  /** Threads of an older one end as soon as they run nothing. */
  private final AtomicInteger generation = new AtomicInteger();

  /** 200 threads, 10,000 waiting requests. */
  public HotPool() {
    this(ThreadOptions.DEFAULT.pool(), ThreadOptions.DEFAULT.queue());
  }

  /**
   * @param threads most threads that run servlets at a time
   * @param queue most requests that wait for one
   */
  public HotPool(int threads, int queue) {
    this(threads, ThreadOptions.DEFAULT.concurrent(), queue);
  }

  /**
   * @param threads most threads that run servlets at a time
   * @param concurrent most threads there are, including those that wait for a client; taken as at
   *     least {@code threads} and at most 10,000 more than that
   * @param queue most requests that wait for one
   */
  public HotPool(int threads, int concurrent, int queue) {
    this(threads, concurrent, queue, "slipway-", IDLE_NANOS);
  }

  HotPool(int threads, int concurrent, int queue, String name, long idleNanos) {
    if (threads < 1 || queue < 1) {
      throw new IllegalArgumentException(
          "A pool needs at least one thread and room for one waiting request");
    }
    this.threads = threads;
    this.slots = threads + Math.max(0, Math.min(concurrent - threads, MOST_WAITING));
    this.capacity = queue;
    this.name = name;
    this.idleNanos = idleNanos;
    this.workers = new AtomicReferenceArray<>(slots);
    this.asleep = new SlotSet(slots);
    this.absent = new SlotSet(slots);
    for (int i = 0; i < slots; i++) {
      absent.add(i);
    }
    this.target = Math.min(Pacer.HOT, threads);
    this.pacer = new Pacer(this, threads, slots);
  }

  @Override
  public String describe() {
    return "up to " + threads + " threads, as few as possible awake";
  }

  @Override
  public void execute(HttpServerExchange exchange, TaskClass kind, Runnable task) {
    execute(task);
  }

  /**
   * @throws RejectedExecutionException if too many tasks wait, or after {@link #close}
   */
  @Override
  public void execute(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("The server is stopping");
    }
    if (waiting.get() >= capacity) {
      throw new RejectedExecutionException(
          "All " + threads + " threads are busy and " + capacity + " requests wait");
    }
    force(task);
  }

  /** Runs the task even where too many wait, or after {@link #close}. */
  void force(Runnable task) {
    int others = waiting.getAndIncrement();
    queue.add(task);
    if (awake.get() < target) {
      if (others < MOST_OF_A_ROUND && Thread.currentThread() instanceof XnioIoThread thread) {
        rounds.get().wakeAtEnd(thread);
      } else {
        wakeOne();
      }
    }
    if (!paced.get()) {
      pace();
    }
  }

  @Override
  public void close() {
    closed = true;
    while (wakeSleeping()) {
      // so that each worker ends
    }
    wake(threads - awake.get());
    LockSupport.unpark(pacerThread);
  }

  @Override
  public void renew() {
    generation.incrementAndGet();
    while (wakeSleeping()) {
      // so that it ends
    }
  }

  /** Wakes the lowest sleeping worker, or starts one; false if all are awake. */
  private boolean wakeOne() {
    return wakeSleeping() || start();
  }

  private boolean wakeSleeping() {
    int slot = asleep.takeLowest();
    if (slot < 0) {
      return false;
    }
    awake.incrementAndGet();
    Worker worker = workers.get(slot);
    if (worker != null) {
      worker.wake();
    }
    return true;
  }

  private boolean start() {
    int slot = absent.takeLowest();
    if (slot < 0) {
      return false;
    }
    awake.incrementAndGet();
    try {
      Worker worker = ContainerThread.make(() -> new Worker(slot));
      workers.set(slot, worker);
      worker.start();
    } catch (Throwable cannot) {
      awake.decrementAndGet();
      workers.set(slot, null);
      absent.add(slot);
      if (unstarted.due()) {
        LOG.errorf(
            "No thread could be started, and %s are awake: %s. Lower threads.pool and limits.max-concurrent-requests, or raise the limit of the system",
            awake.get(), cannot);
      }
      return false;
    }
    return true;
  }

  private void pace() {
    if (paced.compareAndSet(false, true)) {
      Thread thread = pacerThread;
      if (thread != null) {
        LockSupport.unpark(thread);
        return;
      }
      thread = ContainerThread.of(pacer, name + "pacer");
      pacerThread = thread;
      thread.start();
    }
  }

  // For the pacer

  int waiting() {
    return waiting.get();
  }

  int awake() {
    return awake.get();
  }

  /** Threads that there are, awake or not. */
  int existing() {
    int count = 0;
    for (int i = 0; i < slots; i++) {
      if (workers.get(i) != null) {
        count++;
      }
    }
    return count;
  }

  int target() {
    return target;
  }

  void target(int value) {
    target = value;
  }

  boolean closed() {
    return closed;
  }

  /** One more than the highest slot that has a worker. */
  int usedSlots() {
    return absent.highestMissing() + 1;
  }

  /**
   * Twice the tasks that the worker in a slot has ended, plus one if it runs one now; -1 if there
   * is none.
   */
  long progress(int slot) {
    Worker worker = workers.get(slot);
    return worker == null ? -1 : worker.progress.get();
  }

  boolean waitsForClient(int slot) {
    Worker worker = workers.get(slot);
    return worker != null && worker.away.get();
  }

  /** Wakes up to {@code count} workers, for as many tasks as wait. */
  void wake(int count) {
    for (int i = Math.min(count, waiting.get()); i > 0 && wakeOne(); i--) {
      // one more
    }
  }

  /** Returns false once the pacer has to go on, because a task arrived. */
  boolean pacerMayRest() {
    paced.set(false);
    return waiting.get() == 0 || !paced.compareAndSet(false, true);
  }

  boolean pacerNeeded() {
    return paced.get();
  }

  /** Of an IO thread, and on it alone. */
  private final class Round implements Runnable {
    private boolean wakes;

    void wakeAtEnd(XnioIoThread thread) {
      if (wakes) {
        return;
      }
      try {
        thread.execute(this);
        wakes = true;
      } catch (RejectedExecutionException ending) {
        wakeOne(); // this round is the thread's last
      }
    }

    @Override
    public void run() {
      wakes = false;
      if (waiting.get() > 0 && awake.get() < target) {
        wakeOne();
      }
    }
  }

  private final class Worker extends ContainerThread implements PooledThread {
    private final int slot;
    private final int born = generation.get();
    private final AtomicLong progress = new AtomicLong();
    private volatile boolean woken;

    /** Waits for a client, and is not counted in {@link #awake}. */
    private final AtomicBoolean away = new AtomicBoolean();

    Worker(int slot) {
      super(null, name + (slot + 1));
      this.slot = slot;
    }

    void wake() {
      woken = true;
      LockSupport.unpark(this);
    }

    @Override
    public void waitsForClient() {
      if (away.compareAndSet(false, true)) {
        // As one that goes to sleep: counts itself out first, and then looks whether tasks wait
        int others = awake.decrementAndGet();
        if (waiting.get() > 0 && others < target) {
          wakeOne();
        }
      }
    }

    @Override
    public void goesOn() {
      if (away.get() && away.compareAndSet(true, false)) {
        awake.incrementAndGet();
      }
    }

    @Override
    public void run() {
      do {
        work();
      } while (sleep());
      // Out: the slot is free for another thread, which a task that arrived meanwhile may need at
      // once
      workers.set(slot, null);
      absent.add(slot);
      if (waiting.get() > 0 && awake.get() < target) {
        wakeOne();
      }
    }

    private void work() {
      long count = progress.get();
      for (Runnable task = next(); task != null; task = next()) {
        progress.lazySet(++count);
        try {
          task.run();
        } catch (Throwable thrown) {
          LOG.error("A task ended with an exception", thrown);
        }
        goesOn();
        progress.lazySet(++count);
        Thread.interrupted();
      }
    }

    private @Nullable Runnable next() {
      if ((awake.get() > target && !closed) || born != generation.get()) {
        return null; // others are awake and suffice, or will be
      }
      Runnable task = queue.poll();
      if (task != null) {
        waiting.decrementAndGet();
      }
      return task;
    }

    /** Returns true when there may be work again, false to end the thread. */
    private boolean sleep() {
      if ((closed && queue.isEmpty()) || born != generation.get()) {
        awake.decrementAndGet();
        return false;
      }
      woken = false;
      asleep.add(slot);
      int others = awake.decrementAndGet();
      if (waiting.get() > 0 && others < target) {
        if (asleep.take(slot)) {
          awake.incrementAndGet();
          return true;
        }
      } else if ((closed || born != generation.get()) && asleep.take(slot)) {
        return false;
      }
      long until = System.nanoTime() + idleNanos;
      while (!woken) {
        long left = until - System.nanoTime();
        if (left <= 0) {
          if (asleep.take(slot)) {
            return false;
          }
          // Somebody is about to wake it
          left = idleNanos;
          until = System.nanoTime() + left;
        }
        LockSupport.parkNanos(HotPool.this, left);
        Thread.interrupted();
      }
      return true;
    }
  }
}
