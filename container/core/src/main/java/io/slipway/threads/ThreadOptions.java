package io.slipway.threads;

import java.time.Duration;

/**
 * Bounds of the thread strategies.
 *
 * @param virtual whether servlets may run in virtual threads, where this JVM allows that; on by
 *     default
 * @param concurrent most requests that run or wait within servlets at a time; for a {@link
 *     HotPool}, most threads that run a request or wait for its client; 10,000 by default
 * @param queue most requests that wait to begin; 10,000 by default
 * @param pool most platform threads that run servlets at a time, not counting the IO threads and
 *     those that wait for a client; 200 by default
 * @param quick how long a servlet may compute without a pause and still run on the IO thread; 300
 *     microseconds by default
 * @param stuck after how long without a pause a servlet is reported and never runs on an IO thread
 *     again; at least a millisecond; 20 by default
 */
public record ThreadOptions(
    boolean virtual, int concurrent, int queue, int pool, Duration quick, Duration stuck) {
  /** The defaults named above. */
  public static final ThreadOptions DEFAULT =
      new ThreadOptions(
          true, 10_000, 10_000, 200, Duration.ofNanos(300_000), Duration.ofMillis(20));

  /**
   * @throws IllegalArgumentException if a bound is not positive; {@code queue} and {@code quick}
   *     may be zero
   */
  public ThreadOptions {
    if (concurrent < 1 || queue < 0 || pool < 1 || quick.isNegative() || stuck.toMillis() < 1) {
      throw new IllegalArgumentException("Bounds of threads must be positive");
    }
  }
}
