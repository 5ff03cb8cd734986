package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import java.net.SocketTimeoutException;
import org.jboss.logging.Logger;

/** A client that took nothing of its response for {@code limits.write-timeout}. */
public final class WriteTimeout {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");
  private static final SparseLog SPARSE = new SparseLog();

  private WriteTimeout() {}

  /** Says it in the log, and returns what the response fails with. */
  public static SocketTimeoutException of(HttpServerExchange exchange, long millis) {
    LOG.logf(
        SPARSE.level(),
        "response to %s given up: it took nothing of it within limits.write-timeout (%d ms)",
        exchange.getSourceAddress(),
        millis);
    return new SocketTimeoutException("The client took no data within " + millis + " ms");
  }
}
