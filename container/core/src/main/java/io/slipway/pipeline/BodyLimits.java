package io.slipway.pipeline;

/**
 * Bounds on bodies, and on waiting for a client while one is under way.
 *
 * @param maxSize most bytes of a request body, -1, the default, for no bound; a larger one is
 *     answered with 413
 * @param readTimeoutMillis longest time between two bytes of a request body, 0 for no bound; after
 *     it the request is answered with 408; 30,000 by default
 * @param writeTimeoutMillis how long a client may take nothing of its response, or of what an
 *     upgraded connection sends, 0 for no bound; after it the connection is closed; 60,000 by
 *     default
 * @param minRate fewest bytes a second, counted over the time that the server waits for the client;
 *     0 for no bound; 500 by default. A slower request is answered with 408 once that time exceeds
 *     the read timeout (20 seconds if there is none), a slower response is given up once it exceeds
 *     the write timeout (60 seconds if there is none)
 */
public record BodyLimits(long maxSize, int readTimeoutMillis, int writeTimeoutMillis, int minRate) {
  /** The defaults named above. */
  public static final BodyLimits DEFAULT = new BodyLimits(-1, 30_000, 60_000, 500);
}
