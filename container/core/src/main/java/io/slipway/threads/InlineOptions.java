package io.slipway.threads;

import java.time.Duration;

/**
 * Bounds of {@link InlineVirtualThreads}.
 *
 * @param concurrent requests that run or wait within a servlet at the same time
 * @param queue requests that may wait to begin
 * @param carriers threads beside the IO threads that may carry servlets at the same time
 * @param quick what a servlet may compute without a pause to run on the IO thread
 * @param stuck after this without a pause a servlet is reported and never runs on an IO thread
 *     again
 */
public record InlineOptions(
    int concurrent, int queue, int carriers, Duration quick, Duration stuck) {
  public static final InlineOptions DEFAULT =
      new InlineOptions(10_000, 10_000, 200, Duration.ofNanos(300_000), Duration.ofMillis(20));

  public InlineOptions {
    if (concurrent < 1 || queue < 0 || carriers < 1 || quick.isNegative() || stuck.toMillis() < 1) {
      throw new IllegalArgumentException("Bounds of threads must be positive");
    }
  }
}
