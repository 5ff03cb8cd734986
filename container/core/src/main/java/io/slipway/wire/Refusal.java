package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import org.jboss.logging.Logger;

/**
 * Answers requests that go no further. The answer leaves at once, whatever of the request is still
 * to come: {@link OwnAnswer}. What many clients do wrong is logged once in ten seconds for each
 * reason, the rest at debug.
 */
public final class Refusal {
  private final Logger log;
  private final SparseLogs logs = new SparseLogs();

  /**
   * @param category of the log, of whoever refuses
   */
  public Refusal(String category) {
    this.log = Logger.getLogger(category);
  }

  /**
   * Ends the connection too. To be called last in a handler, on the IO thread.
   *
   * @param reason for the log, and for it alone; names the setting if there is one
   */
  public void answer(HttpServerExchange exchange, int status, String reason) {
    log(exchange, "with " + status + ": " + reason);
    exchange.setPersistent(false);
    OwnAnswer.error(exchange, status, null);
  }

  /** Only says it. */
  public void log(HttpServerExchange exchange, String reason) {
    log.logf(
        logs.due(reason) ? Logger.Level.INFO : Logger.Level.DEBUG,
        "request from %s refused %s",
        exchange.getSourceAddress(),
        reason);
  }
}
