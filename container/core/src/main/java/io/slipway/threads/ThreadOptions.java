package io.slipway.threads;

import java.time.Duration;

/**
 * Bounds of the thread strategies.
 *
 * @param virtual whether servlets may run in virtual threads, where this JVM allows that
 * @param concurrent most requests that run or wait within servlets at a time; for a {@link
 *     HotPool}, most threads that run a request or wait for its client
 * @param queue most requests that wait to begin
 * @param pool most platform threads that run servlets at a time, not counting the IO threads and
 *     those that wait for a client
 * @param quick how long a servlet may compute without a pause and still run on the IO thread
 * @param stuck after how long without a pause a servlet is reported and never runs on an IO thread
 *     again; at least a millisecond
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
