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
 * stretches. There it may exceed the quick time now and then, because a busy machine or the
 * collector does that to the best, but not by more than {@link #CREDIT_NANOS} in short order: then
 * it goes back, and its next probation is twice as long, which good conduct mends in time. The
 * counters are not exact under concurrency and need not be.
 */
final class Conduct {
  private static final int PROBATION = 32;
  private static final int LONGEST_PROBATION = 1 << 20;
  private static final long CREDIT_NANOS = 20_000_000;

  private final TaskClass kind;
  private final long quickNanos;
  private volatile boolean inline;
  private final AtomicBoolean barred = new AtomicBoolean();
  private int quick;
  private int probation = PROBATION;
  private long debt;

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
        debt = Math.max(0, debt - quickNanos / 8);
      } else if (probation > PROBATION && ++quick >= 16 * PROBATION) {
        quick = 0;
        probation /= 2;
      }
      return;
    }
    debt += nanos - quickNanos;
    if (debt > CREDIT_NANOS && inline) {
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
      quick = Math.max(0, quick - PROBATION / 4);
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
