package io.slipway.wire;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Ends of responses of one HTTP/2 connection that leave in one write. A client that has sent
 * several requests at once is answered once all of those that have been read are served, or have
 * begun to wait: most of what a short response costs is the write, and the wake-up of the client.
 * On the IO thread.
 */
final class EndRound {
  /** Of the queue of the IO thread, for which ends are held back at most. */
  private static final int MAX_TURNS = 32;

  private final Executor ioThread;
  private final Runnable flush;
  private final Queue<Runnable> held = new ArrayDeque<>();

  /** What is to be sent is held back. */
  private boolean holding;

  private boolean due;
  private boolean goesOn;
  private int turns;

  EndRound(Executor ioThread, Runnable flush) {
    this.ioThread = ioThread;
    this.flush = flush;
  }

  /** Runs what sends the end of a response, and holds that back. */
  void run(Runnable end) {
    holding = true;
    try {
      end.run();
    } finally {
      holding = false;
      goesOn();
      if (!due) {
        due = true;
        turns = 0;
        // which goes on once at least: what is received next is not in the queue yet
        execute(this::turn);
      }
    }
  }

  /** Whether a flush is to be left out, because one follows. */
  boolean isHolding() {
    return holding;
  }

  /** Something was received: more may end soon. */
  void goesOn() {
    goesOn = true;
  }

  /** Has this run once what is held back was sent; false if nothing is held back now. */
  boolean later(Runnable end) {
    return holding && held.add(end);
  }

  /** Now, if the IO thread ends and takes nothing more. */
  private void execute(Runnable task) {
    try {
      ioThread.execute(task);
    } catch (RejectedExecutionException ending) {
      task.run();
    }
  }

  private void turn() {
    if (goesOn && ++turns < MAX_TURNS) {
      goesOn = false;
      execute(this::turn);
    } else {
      send();
    }
  }

  private void send() {
    due = false;
    try {
      flush.run();
    } finally {
      held.forEach(this::execute);
      held.clear();
    }
  }
}
