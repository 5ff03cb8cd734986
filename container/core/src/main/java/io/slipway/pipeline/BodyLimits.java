package io.slipway.pipeline;

/**
 * Bounds on bodies, and on waiting for the client with one under way.
 *
 * @param maxSize bytes of a request body, -1 for no bound; more is 413
 * @param readTimeoutMillis between two bytes of a request body; 0 for none. Then there is 408
 * @param writeTimeoutMillis for which a client may take nothing of its response; 0 for none. Then
 *     the connection is closed
 * @param minRate bytes a second, counted over the time that the server waits for the client; 0 for
 *     none. Below it a request is answered with 408 once that is more than the read timeout (20
 *     seconds where there is none), and a response is given up once it is more than the write
 *     timeout (60 seconds)
 */
public record BodyLimits(long maxSize, int readTimeoutMillis, int writeTimeoutMillis, int minRate) {
  public static final BodyLimits DEFAULT = new BodyLimits(-1, 30_000, 60_000, 500);
}
