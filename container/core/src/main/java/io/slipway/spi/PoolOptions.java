package io.slipway.spi;

import java.time.Duration;

/**
 * The settings of a connection pool.
 *
 * @param name for the log and for its threads; empty by default
 * @param maxSize most connections at a time, in use or not; 10 by default
 * @param minIdle connections that are kept open even if nobody uses them; 0 by default
 * @param maxWait how long a caller waits for a connection; 30 seconds by default
 * @param maxIdle how long a connection beyond {@code minIdle} stays open unused; zero for ever; 10
 *     minutes by default
 * @param maxLifetime the age at which a connection is replaced once it is not in use; zero for
 *     never; 30 minutes by default
 */
public record PoolOptions(
    String name,
    int maxSize,
    int minIdle,
    Duration maxWait,
    Duration maxIdle,
    Duration maxLifetime) {
  /** The defaults named above. */
  public static final PoolOptions DEFAULT =
      new PoolOptions(
          "", 10, 0, Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofMinutes(30));
}
