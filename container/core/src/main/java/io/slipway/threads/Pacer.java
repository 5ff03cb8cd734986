package io.slipway.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Decides how many workers of a {@link HotPool} are to be awake. It looks once a millisecond while
 * tasks come, and rests otherwise.
 *
 * <p>A worker that has not ended a task since the last look is <em>stuck</em>: it blocks or
 * computes. What is stuck is replaced (one that waits for a client needs no replacement: it does
 * not count as awake). Where every worker is stuck and tasks wait, the number doubles with every
 * look, so that 200 blocking requests all run after some milliseconds. Where workers make progress
 * but tasks wait longer than a look, one more is tried, and kept only if the throughput rises by
 * it: with a busy processor more threads would only be dearer.
 */
final class Pacer implements Runnable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Looks without a waiting task after which the pacer rests. */
  private static final int REST_AFTER = 16;

  /** Looks after which throughput is compared. */
  private static final int WINDOW = 16;

  private static final int LONGEST_PAUSE = 256;

  /**
   * Workers wanted at least. Fewer are dearer: where a worker shares its processor with the IO
   * thread, a client's next request has the IO thread preempt it in the middle of the last one's
   * end, and the IO thread waits for that, spinning. Measured: 1 costs 1.3 times what 4 cost.
   */
  static final int HOT = 4;

  private final HotPool pool;
  private final int max;
  private final int hot;
  private final long[] seen;

  /** Workers wanted beside those that are stuck. */
  private int active;

  private int looks;
  private int late;
  private long endedInWindow;
  private long rateBefore;
  private boolean trying;
  private int pause;
  private int nextPause = 4;

  /**
   * @param max workers that may be awake
   * @param slots workers that there may be
   */
  Pacer(HotPool pool, int max, int slots) {
    this.pool = pool;
    this.max = max;
    this.hot = Math.min(HOT, max);
    this.active = hot;
    this.seen = new long[slots];
  }

  @Override
  public void run() {
    int quiet = 0;
    long mustHaveStarted = 0;
    while (!pool.closed() || pool.waiting() > 0) {
      long before = System.nanoTime();
      LockSupport.parkNanos(pool, LOOK_NANOS);
      // Where the pacer itself was kept waiting, so were the workers, and it says nothing about
      // them
      boolean starved = System.nanoTime() - before > 3 * LOOK_NANOS;
      long started = 0;
      long ended = 0;
      int stuck = 0;
      for (int slot = pool.usedSlots() - 1; slot >= 0; slot--) {
        long now = pool.progress(slot);
        long last = seen[slot];
        seen[slot] = now;
        if (now < 0) {
          continue;
        }
        long base = now < last ? 0 : Math.max(last, 0);
        started += ((now + 1) >>> 1) - ((base + 1) >>> 1);
        ended += (now >>> 1) - (base >>> 1);
        if (now == last && (now & 1) != 0 && !pool.waitsForClient(slot)) {
          stuck++;
        }
      }
      int waiting = pool.waiting();
      boolean waitedLong = waiting > 0 && !starved && started < mustHaveStarted;
      mustHaveStarted = waiting;
      look(stuck, ended, waitedLong);
      if (waiting > 0) {
        quiet = 0;
      } else if (++quiet >= REST_AFTER) {
        quiet = 0;
        mustHaveStarted = 0;
        rest();
      }
    }
  }

  private void look(int stuck, long ended, boolean waitedLong) {
    compare(ended, waitedLong);
    int before = pool.target();
    int wanted = Math.max(stuck + active, before - 1 - before / 16);
    if (waitedLong && ended == 0) {
      wanted = Math.max(wanted, 2 * pool.awake());
    }
    wanted = Math.min(max, wanted);
    if (wanted != before) {
      pool.target(wanted);
    }
    if (waitedLong) {
      pool.wake(wanted - pool.awake());
    }
  }

  /** Climbs: one step more in {@link #active}, kept if it pays. */
  private void compare(long ended, boolean waitedLong) {
    endedInWindow += ended;
    if (waitedLong && ended > 0) {
      late++;
    }
    if (++looks < WINDOW) {
      return;
    }
    boolean busy = late > WINDOW / 2;
    long rate = endedInWindow;
    looks = 0;
    late = 0;
    endedInWindow = 0;
    if (trying) {
      trying = false;
      if (busy && rate * 20 < rateBefore * 21) {
        active = Math.max(hot, active - step());
        pause = nextPause;
        nextPause = Math.min(LONGEST_PAUSE, 2 * nextPause);
        return;
      }
      nextPause = 4;
    }
    if (pause > 0) {
      pause--;
    } else if (busy && active < max) {
      rateBefore = rate;
      active = Math.min(max, active + Math.max(1, active / 4));
      trying = true;
    } else if (!busy && active > hot) {
      active--;
      pause = 4;
    }
  }

  /** What the last step up was. */
  private int step() {
    return Math.max(1, active / 5);
  }

  private void rest() {
    while (!pool.closed() && pool.pacerMayRest()) {
      while (!pool.closed() && !pool.pacerNeeded()) {
        LockSupport.park(pool);
      }
      return;
    }
  }
}
