package io.slipway.spi;

import java.time.Duration;

/**
 * How a connection pool shall be.
 *
 * @param name for the log and for its threads
 * @param maxSize connections at once, in use or not
 * @param minIdle connections that are kept open though nobody uses them
 * @param maxWait how long a caller waits for a connection
 * @param maxIdle how long a connection beyond {@code minIdle} stays open unused; zero: for ever
 * @param maxLifetime after which a connection is replaced when it is not in use; zero: never
 */
public record PoolOptions(
    String name,
    int maxSize,
    int minIdle,
    Duration maxWait,
    Duration maxIdle,
    Duration maxLifetime) {
  /** What holds where nothing is said. No connection is kept open for a webapp that uses none. */
  public static final PoolOptions DEFAULT =
      new PoolOptions(
          "", 10, 0, Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofMinutes(30));
}
