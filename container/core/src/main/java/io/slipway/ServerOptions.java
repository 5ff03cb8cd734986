package io.slipway;

import java.time.Duration;

/**
 * The threads and buffers of the listeners, and how the container ends. The limits of connections
 * and requests are in {@link io.slipway.pipeline.LimitOptions}.
 *
 * @param ioThreads number of IO threads; 0, the default, for one per processor, and at least two
 * @param backlog connections that the system keeps waiting until they are accepted; 1,024 by
 *     default
 * @param bufferSize size of one IO buffer in bytes; 32 KB by default
 * @param http2Push whether {@code newPushBuilder} may push to clients that accept it; on by default
 * @param allowUnescapedUrls whether bytes above 127 are accepted raw in the request line; off by
 *     default
 * @param drainTimeout how long undeployment and {@code close} wait for requests in flight; zero for
 *     not at all; 20 seconds by default
 * @param shutdownDelay how long the container still accepts requests after {@code close}, while it
 *     reports that it is not ready and every response ends its connection, so that load balancers
 *     notice; zero, the default, for not at all
 */
public record ServerOptions(
    int ioThreads,
    int backlog,
    int bufferSize,
    boolean http2Push,
    boolean allowUnescapedUrls,
    Duration drainTimeout,
    Duration shutdownDelay) {
  /** The defaults named above. */
  public static final ServerOptions DEFAULT =
      new ServerOptions(0, 1024, 32 * 1024, true, false, Duration.ofSeconds(20), Duration.ZERO);

  /** A copy with this {@link #drainTimeout()}. */
  public ServerOptions withDrainTimeout(Duration value) {
    return new ServerOptions(
        ioThreads, backlog, bufferSize, http2Push, allowUnescapedUrls, value, shutdownDelay);
  }

  /** A copy with this {@link #shutdownDelay()}. */
  public ServerOptions withShutdownDelay(Duration value) {
    return new ServerOptions(
        ioThreads, backlog, bufferSize, http2Push, allowUnescapedUrls, drainTimeout, value);
  }
}
