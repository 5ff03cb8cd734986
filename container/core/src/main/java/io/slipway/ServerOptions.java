package io.slipway;

import java.time.Duration;

/**
 * Limits, time-outs and sizes of listeners and connections. Every one of Undertow's options that
 * has a bearing is set on purpose.
 *
 * @param ioThreads 0: one for each processor
 * @param backlog connections that wait for accept
 * @param bufferSize bytes of one IO buffer
 * @param idleTimeout a connection between two requests is closed after this, in HTTP/2 one without
 *     streams
 * @param requestHeadTimeout from the first byte of a request to the end of its headers
 * @param readTimeout a thread that waits for the request's body gives up after this without a byte
 * @param writeTimeout a thread that waits for the client to take the response gives up after this
 *     without a byte
 * @param maxHeaderSize bytes of request line and headers
 * @param maxHeaders count
 * @param maxParameters in the query string as the parser counts them
 * @param maxCookies in one request
 * @param http2MaxStreams of one connection at once
 * @param http2Push whether {@code newPushBuilder} may push to clients that accept it
 * @param allowUnescapedUrls whether bytes above 127 are accepted raw in the request line
 * @param drainTimeout how long undeployment and {@code close} wait for requests in flight
 */
public record ServerOptions(
    int ioThreads,
    int backlog,
    int bufferSize,
    Duration idleTimeout,
    Duration requestHeadTimeout,
    Duration readTimeout,
    Duration writeTimeout,
    int maxHeaderSize,
    int maxHeaders,
    int maxParameters,
    int maxCookies,
    int http2MaxStreams,
    boolean http2Push,
    boolean allowUnescapedUrls,
    Duration drainTimeout) {
  public static final ServerOptions DEFAULT =
      new ServerOptions(
          0,
          1024,
          16 * 1024,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          64 * 1024,
          200,
          1000,
          200,
          256,
          true,
          false,
          Duration.ofSeconds(20));

  public ServerOptions withIdleTimeout(Duration value) {
    return new ServerOptions(
        ioThreads,
        backlog,
        bufferSize,
        value,
        requestHeadTimeout,
        readTimeout,
        writeTimeout,
        maxHeaderSize,
        maxHeaders,
        maxParameters,
        maxCookies,
        http2MaxStreams,
        http2Push,
        allowUnescapedUrls,
        drainTimeout);
  }

  public ServerOptions withDrainTimeout(Duration value) {
    return new ServerOptions(
        ioThreads,
        backlog,
        bufferSize,
        idleTimeout,
        requestHeadTimeout,
        readTimeout,
        writeTimeout,
        maxHeaderSize,
        maxHeaders,
        maxParameters,
        maxCookies,
        http2MaxStreams,
        http2Push,
        allowUnescapedUrls,
        value);
  }
}
