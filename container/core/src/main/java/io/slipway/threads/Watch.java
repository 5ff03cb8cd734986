package io.slipway.threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The net under {@link InlineVirtualThreads}. While IO threads carry servlets, it looks at each
 * {@link Lane}: what its IO thread has not taken since the last look goes to other carriers, and a
 * servlet that does not let go of the IO thread is reported and never runs there again. It looks
 * once a millisecond while servlets wait and go on, or one does not end, every {@value #FAR}
 * milliseconds while all of them run through, and rests while nothing happens.
 */
final class Watch implements Runnable {
  /** Milliseconds. A look costs a switch of threads: each millisecond 3 % of a processor. */
  private static final int FAR = 4;

  private static final long FAR_NANOS = TimeUnit.MILLISECONDS.toNanos(FAR);
  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Looks. */
  private static final int REST_AFTER = 16;

  private final InlineVirtualThreads owner;
  private final int stuckLooks;
  private final AtomicBoolean awake = new AtomicBoolean();
  private volatile @Nullable Thread thread;

  Watch(InlineVirtualThreads owner, long stuckMillis) {
    this.owner = owner;
    this.stuckLooks = (int) Math.max(1, Math.min(60_000, stuckMillis));
  }

  /** Something happens that needs to be watched. */
  void seeTo() {
    if (!awake.get() && awake.compareAndSet(false, true)) {
      Thread known = thread;
      if (known != null) {
        LockSupport.unpark(known);
      } else {
        Thread created = ContainerThread.of(this, "slipway-watch");
        thread = created;
        created.start();
      }
    }
  }

  /** Has it look whether everything is over. */
  void wake() {
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    int quiet = 0;
    long pause = CLOSE_NANOS;
    while (!owner.over()) {
      LockSupport.parkNanos(this, pause);
      boolean idle = true;
      pause = FAR_NANOS;
      for (Lane lane : owner.lanes()) {
        Lane.Sight sight = lane.look(stuckLooks);
        idle &= sight == Lane.Sight.IDLE;
        if (sight == Lane.Sight.CLOSE) {
          pause = CLOSE_NANOS;
        }
      }
      if (!idle) {
        quiet = 0;
      } else if (++quiet >= REST_AFTER) {
        quiet = 0;
        rest();
      }
    }
    thread = null;
    awake.set(false);
  }

  private void rest() {
    awake.set(false);
    for (Lane lane : owner.lanes()) {
      if (!lane.idle() && awake.compareAndSet(false, true)) {
        return;
      }
    }
    while (!awake.get() && !owner.over()) {
      LockSupport.park(this);
    }
  }
}
