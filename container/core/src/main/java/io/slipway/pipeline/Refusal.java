package io.slipway.pipeline;

import io.slipway.wire.OwnAnswer;
import io.slipway.wire.SparseLogs;
import io.undertow.server.HttpServerExchange;
import org.jboss.logging.Logger;

/**
 * Answers requests that go no further. The answer leaves at once, whatever of the request is still
 * to come: {@link OwnAnswer}. What many clients do wrong is logged once in ten seconds for each
 * reason, the rest at debug.
 */
final class Refusal {
  private static final Logger LOG = Logger.getLogger("io.slipway.pipeline");

  private final SparseLogs logs = new SparseLogs();

  /**
   * Ends the connection too. To be called last in a handler, on the IO thread.
   *
   * @param reason for the log, and for it alone; names the setting if there is one
   */
  void answer(HttpServerExchange exchange, int status, String reason) {
    log(exchange, "with " + status + ": " + reason);
    exchange.setPersistent(false);
    OwnAnswer.error(exchange, status, null);
  }

  /** Only says it. */
  void log(HttpServerExchange exchange, String reason) {
    LOG.logf(
        logs.due(reason) ? Logger.Level.INFO : Logger.Level.DEBUG,
        "request from %s refused %s",
        exchange.getSourceAddress(),
        reason);
  }
}
