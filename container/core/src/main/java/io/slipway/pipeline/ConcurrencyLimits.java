package io.slipway.pipeline;

/**
 * Bounds on the requests that are under way.
 *
 * @param maxRequests inside the webapps at once; 0 for no bound
 * @param maxQueued that wait for one of those to end; more are answered 503 with {@code
 *     Retry-After}
 * @param retryAfterSeconds value of that header
 */
public record ConcurrencyLimits(int maxRequests, int maxQueued, int retryAfterSeconds) {
  public static final ConcurrencyLimits DEFAULT = new ConcurrencyLimits(2_000, 4_000, 1);
}
