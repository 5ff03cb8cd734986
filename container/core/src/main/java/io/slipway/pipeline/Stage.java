package io.slipway.pipeline;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/**
 * A handler with another behind it.
 *
 * <p>All stages go on from one call site, which therefore has many targets: the JIT compiles each
 * stage alone, and does not repeat in each of them all that is behind it.
 */
public abstract class Stage implements HttpHandler {
  private final HttpHandler next;

  protected Stage(HttpHandler next) {
    this.next = next;
  }

  /** The request goes on to what is behind this stage. */
  protected final void proceed(HttpServerExchange exchange) throws Exception {
    next.handleRequest(exchange);
  }
}
