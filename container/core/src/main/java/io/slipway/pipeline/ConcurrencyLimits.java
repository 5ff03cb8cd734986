package io.slipway.pipeline;

/**
 * Bounds on the requests that are under way.
 *
 * @param maxRequests most requests inside the webapps at a time; 0 for no bound; 2,000 by default
 * @param maxQueued most requests that wait for one of those to end; more are answered with 503 and
 *     {@code Retry-After}; 4,000 by default
 * @param retryAfterSeconds the value of that field; 1 by default
 */
public record ConcurrencyLimits(int maxRequests, int maxQueued, int retryAfterSeconds) {
  /** The defaults named above. */
  public static final ConcurrencyLimits DEFAULT = new ConcurrencyLimits(2_000, 4_000, 1);
}
