package io.slipway.spi;

import java.time.Duration;

/**
 * The settings of a connection pool.
 *
 * @param name for the log and for its threads
 * @param maxSize most connections at a time, in use or not
 * @param minIdle connections that are kept open even if nobody uses them
 * @param maxWait how long a caller waits for a connection
 * @param maxIdle how long a connection beyond {@code minIdle} stays open unused; zero for ever
 * @param maxLifetime the age at which a connection is replaced once it is not in use; zero for
 *     never
 */
public record PoolOptions(
    String name,
    int maxSize,
    int minIdle,
    Duration maxWait,
    Duration maxIdle,
    Duration maxLifetime) {
  /** The defaults. No connection is kept open for a webapp that uses none. */
  public static final PoolOptions DEFAULT =
      new PoolOptions(
          "", 10, 0, Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofMinutes(30));
}
