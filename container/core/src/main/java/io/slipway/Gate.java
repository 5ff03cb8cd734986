package io.slipway;

import io.slipway.http.ContainerAnswer;
import io.slipway.pipeline.Stage;
import io.slipway.wire.OwnAnswer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;

/**
 * The first handler of all: lets requests in between start and end. Those that come while the
 * container drains are served, and end their connection. Later there are none, but for connections
 * that were accepted at the last moment: these are closed without an answer, so that a proxy asks
 * another server, as it would not after a 503 (RFC 9110, 9.2.2; RFC 9112, 9.3.1).
 *
 * <p>What escapes all handlers is answered here: a plain 500 with the id that the log has.
 */
final class Gate extends Stage {
  private enum State {
    STARTING,
    OPEN,
    DRAINING,
    CLOSED
  }

  private static final Logger LOG = Logger.getLogger("io.slipway");

  private volatile State state = State.STARTING;

  Gate(HttpHandler next) {
    super(next);
  }

  void open() {
    state = State.OPEN;
  }

  /** From now on every response is the last of its connection. */
  void drain() {
    state = State.DRAINING;
  }

  void close() {
    state = State.CLOSED;
  }

  /** Whether requests should come here: neither before the start nor while the end is near. */
  boolean isReady() {
    return state == State.OPEN;
  }

  /** Also true once it is closed. */
  boolean isDraining() {
    return state.compareTo(State.DRAINING) >= 0;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    State now = state;
    if (now == State.DRAINING) {
      // a client with a kept connection shall open another, to another server
      exchange.setPersistent(false);
    } else if (now != State.OPEN) {
      IoUtils.safeClose(exchange.getConnection());
      return;
    }
    try {
      proceed(exchange);
    } catch (Exception | Error failure) {
      if (exchange.isResponseStarted()) {
        throw failure;
      }
      String fault = ContainerAnswer.newFault();
      LOG.errorf(
          failure,
          "%s %s failed [fault %s]",
          exchange.getRequestMethod(),
          exchange.getRequestURI(),
          fault);
      OwnAnswer.error(exchange, StatusCodes.INTERNAL_SERVER_ERROR, fault);
    }
  }
}
