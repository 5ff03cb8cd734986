package io.slipway;

import io.slipway.model.ContextPath;
import io.slipway.pipeline.Stage;
import io.slipway.runtime.ContextRouter;
import io.slipway.spi.Metrics;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Counts each request when it has been answered. Only there where metrics are on. */
final class MetricsStage extends Stage {
  private final Metrics metrics;

  MetricsStage(Metrics metrics, HttpHandler next) {
    super(next);
    this.metrics = metrics;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    long begin = System.nanoTime();
    exchange.addExchangeCompleteListener(
        (ended, listener) -> {
          String webapp = ContextRouter.contextOf(ended);
          metrics.request(
              webapp == null ? "" : ContextPath.label(webapp),
              ended.getStatusCode(),
              System.nanoTime() - begin);
          listener.proceed();
        });
    proceed(exchange);
  }
}
