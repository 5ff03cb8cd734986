package io.slipway.threads;

import io.slipway.http.TaskClass;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How the tasks of one servlet have behaved, and so whether they may run on an IO thread. A
 * <em>stretch</em> is what a task does from its start or from a wait until its next wait or its
 * end; a task that waits without letting go of its carrier (pinned) has a long stretch like one
 * that computes.
 *
 * <p>A servlet begins on other carriers and moves to the IO thread after {@link #PROBATION} quick
 * stretches. There it may exceed the quick time now and then, because on a busy machine every
 * thread is stopped now and then, for milliseconds, in whatever it runs. What tells a slow servlet
 * from a busy machine is not how long but how often: a stretch that is not quick is charged like
 * any other such stretch, eight quick ones make up for it, and whoever is {@link #TOLERATED} of
 * them in debt goes back. The next probation is twice as long, which good conduct mends in time.
 * The counters are not exact under concurrency and need not be.
 */
final class Conduct {
  private static final int PROBATION = 32;
  private static final int LONGEST_PROBATION = 1 << 14;

  /** Quick stretches that make up for one that was not. */
  private static final int CHARGE = 8;

  private static final int TOLERATED = 12;

  private final TaskClass kind;
  private final long quickNanos;
  private volatile boolean inline;
  private final AtomicBoolean barred = new AtomicBoolean();
  private int quick;
  private int probation = PROBATION;

  /** In quick stretches. */
  private int debt;

  Conduct(TaskClass kind, long quickNanos) {
    this.kind = kind;
    this.quickNanos = quickNanos;
  }

  String name() {
    return kind.name();
  }

  boolean inline() {
    return inline;
  }

  /** A stretch on the IO thread has ended. */
  void ranInline(long nanos) {
    if (nanos <= quickNanos) {
      if (debt > 0) {
        debt--;
      }
      if (probation > PROBATION && ++quick >= 16 * PROBATION) {
        quick = 0;
        probation /= 2;
      }
      return;
    }
    debt += CHARGE;
    if (debt >= CHARGE * TOLERATED && inline) {
      debt = 0;
      quick = 0;
      probation = Math.min(LONGEST_PROBATION, 2 * probation);
      inline = false;
    }
  }

  /** A stretch on another carrier has ended. */
  void ranElsewhere(long nanos) {
    if (inline || barred.get()) {
      return;
    }
    if (nanos > quickNanos) {
      quick = Math.max(0, quick - CHARGE);
    } else if (++quick >= probation) {
      quick = 0;
      debt = 0;
      inline = true;
      if (barred.get()) {
        inline = false;
      }
    }
  }

  /** Never again on an IO thread. True for the first who says so. */
  boolean bar() {
    boolean first = barred.compareAndSet(false, true);
    inline = false;
    return first;
  }
}
