package io.slipway.threads;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One task in its virtual thread, and that thread's scheduler: whenever the thread can go on, it is
 * asked again where. As a {@link Runnable} it runs one stretch on a carrier that is no IO thread.
 */
final class InlineTask implements Executor, Runnable {
  /** The JDK's thread, since 24, that has virtual threads go on which have waited for a monitor. */
  private static final String UNBLOCKER = "VirtualThread-unblocker";

  private final InlineVirtualThreads owner;
  private final Lane lane;
  private final Conduct conduct;
  private @Nullable Runnable task;
  private @Nullable Thread thread;

  /** Set before the task is queued anywhere; always the same object. */
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
    Thread created = VirtualThreads.create(this, conduct.name(), this::body);
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
      owner.ended();
    }
  }

  /**
   * The thread is ready to go on. Called by the JDK on any thread, possibly a pinned virtual one:
   * must not block.
   *
   * <p>One that has waited for a monitor does not go on in its IO thread: that may wait for the
   * same monitor itself, behind it, as XNIO and the JDK's selectors have some. Nor may the JDK's
   * thread that tells of monitors wait for one of XNIO's.
   */
  @Override
  public void execute(Runnable ready) {
    continuation = ready;
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
