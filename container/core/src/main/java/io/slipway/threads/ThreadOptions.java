package io.slipway.threads;

import java.time.Duration;

/**
 * Bounds of the thread strategies.
 *
 * @param virtual whether servlets may run in virtual threads, where this JVM allows that
 * @param concurrent requests that run or wait within a servlet at the same time; of a {@link
 *     HotPool} threads that run one or wait for its client
 * @param queue requests that may wait to begin
 * @param pool platform threads that may run servlets at the same time, the IO threads aside, and
 *     those that wait for a client
 * @param quick what a servlet may compute without a pause to run on the IO thread
 * @param stuck after this without a pause a servlet is reported and never runs on an IO thread
 *     again
 */
public record ThreadOptions(
    boolean virtual, int concurrent, int queue, int pool, Duration quick, Duration stuck) {
  public static final ThreadOptions DEFAULT =
      new ThreadOptions(
          true, 10_000, 10_000, 200, Duration.ofNanos(300_000), Duration.ofMillis(20));

  public ThreadOptions {
    if (concurrent < 1 || queue < 0 || pool < 1 || quick.isNegative() || stuck.toMillis() < 1) {
      throw new IllegalArgumentException("Bounds of threads must be positive");
    }
  }
}
