package io.slipway;

import java.time.Duration;

/**
 * What listeners and the container itself are made of. Limits of connections and requests are
 * {@link io.slipway.pipeline.LimitOptions}.
 *
 * @param ioThreads 0: one for each processor, and two at the least
 * @param backlog connections that wait for accept
 * @param bufferSize bytes of one IO buffer
 * @param http2Push whether {@code newPushBuilder} may push to clients that accept it
 * @param allowUnescapedUrls whether bytes above 127 are accepted raw in the request line
 * @param drainTimeout how long undeployment and {@code close} wait for requests in flight; zero:
 *     not at all
 * @param shutdownDelay how long {@code close} goes on as before, except that the container says it
 *     is not ready and every response ends its connection: time for load balancers to notice
 */
public record ServerOptions(
    int ioThreads,
    int backlog,
    int bufferSize,
    boolean http2Push,
    boolean allowUnescapedUrls,
    Duration drainTimeout,
    Duration shutdownDelay) {
  public static final ServerOptions DEFAULT =
      new ServerOptions(0, 1024, 32 * 1024, true, false, Duration.ofSeconds(20), Duration.ZERO);

  public ServerOptions withDrainTimeout(Duration value) {
    return new ServerOptions(
        ioThreads, backlog, bufferSize, http2Push, allowUnescapedUrls, value, shutdownDelay);
  }

  public ServerOptions withShutdownDelay(Duration value) {
    return new ServerOptions(
        ioThreads, backlog, bufferSize, http2Push, allowUnescapedUrls, drainTimeout, value);
  }
}
