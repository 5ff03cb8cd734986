package io.slipway.threads;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One task in its virtual thread. Whenever the thread can go on, it is asked again where. As a
 * {@link Runnable} it runs one stretch on a carrier that is no IO thread.
 */
final class InlineTask implements Runnable {
  /** The JDK's thread, since 24, that has virtual threads go on which have waited for a monitor. */
  private static final String UNBLOCKER = "VirtualThread-unblocker";

  private final InlineVirtualThreads owner;
  private final Lane lane;
  private final Conduct conduct;
  private @Nullable Runnable task;
  private @Nullable Thread thread;

  private final Scheduler scheduler = new Scheduler(this);

  /** Of the thread; set when it starts, before the task is queued anywhere. */
  private @Nullable Runnable continuation;

  private boolean startingHere;

  InlineTask(InlineVirtualThreads owner, Lane lane, Conduct conduct, Runnable task) {
    this.owner = owner;
    this.lane = lane;
    this.conduct = conduct;
    this.task = task;
  }

  /**
   * Starts the thread; it runs before this returns if the caller is the IO thread, the servlet is
   * trusted, and {@code here}.
   */
  void start(boolean here) {
    Thread created = VirtualThreads.create(scheduler, conduct.name(), this::body);
    thread = created;
    if (here && conduct.inline()) {
      startingHere = true;
      created.start();
      lane.stretch(this);
    } else {
      created.start();
    }
  }

  private void body() {
    Runnable body = task;
    task = null;
    try {
      if (body != null) {
        body.run();
      }
    } finally {
      scheduler.task = null;
      owner.ended();
    }
  }

  /**
   * What the JDK asks where the task's thread goes on, and, since the JDK has it inherited, where
   * every virtual thread does that was started from there: by the application, or by the JDK
   * itself, whose pollers of sockets begin with the first thread that waits for one and never end.
   * Those are left to the JDK's own scheduler. They keep this object, and so it keeps nothing of a
   * task that has ended.
   */
  private static final class Scheduler implements Executor {
    private volatile @Nullable InlineTask task;

    Scheduler(InlineTask task) {
      this.task = task;
    }

    /** Called by the JDK on any thread, possibly a pinned virtual one: must not block. */
    @Override
    public void execute(Runnable ready) {
      InlineTask own = task;
      if (own != null && own.isItsOwn(ready)) {
        own.goesOn();
      } else {
        VirtualThreads.executeByDefault(ready);
      }
    }
  }

  /** The first continuation is the task's own: its thread starts before it can start others. */
  private boolean isItsOwn(Runnable ready) {
    if (continuation == null) {
      continuation = ready;
    }
    return continuation == ready;
  }

  /**
   * The thread is ready to go on.
   *
   * <p>One that has waited for a monitor does not go on in its IO thread: that may wait for the
   * same monitor itself, behind it, as XNIO and the JDK's selectors have some. Nor may the JDK's
   * thread that tells of monitors wait for one of XNIO's.
   */
  private void goesOn() {
    if (startingHere) {
      startingHere = false;
    } else if (conduct.inline() && !Thread.currentThread().getName().equals(UNBLOCKER)) {
      lane.offer(this);
    } else {
      owner.carriers().force(this);
    }
  }

  /** A stretch on another carrier. */
  @Override
  public void run() {
    long begin = System.nanoTime();
    goOn();
    conduct.ranElsewhere(System.nanoTime() - begin);
  }

  void goOn() {
    Runnable ready = continuation;
    if (ready != null) {
      ready.run();
    }
  }

  Conduct conduct() {
    return conduct;
  }

  /** The servlet waits for something, and has not let go of its carrier. */
  boolean isWaiting() {
    Thread current = thread;
    return current != null && current.getState() != Thread.State.RUNNABLE;
  }

  /** Where the servlet is now, for the log. */
  StackTraceElement[] stack() {
    Thread current = thread;
    return current == null ? new StackTraceElement[0] : current.getStackTrace();
  }
}
