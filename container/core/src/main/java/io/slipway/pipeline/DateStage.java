package io.slipway.pipeline;

import io.slipway.model.HttpDates;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import org.xnio.conduits.StreamSinkConduit;

/**
 * {@code Date} (RFC 9110, 6.6.1), where the webapp has not set it. Undertow would set it too, but
 * writes the first one with the names of all time zones, which costs more than the whole request.
 */
final class DateStage implements HttpHandler, ConduitWrapper<StreamSinkConduit> {
  private record Second(long number, String text) {}

  private final HttpHandler next;
  private volatile Second last = new Second(-1, "");

  DateStage(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.addResponseWrapper(this);
    next.handleRequest(exchange);
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
    HeaderMap fields = exchange.getResponseHeaders();
    if (!fields.contains(Headers.DATE)) {
      fields.put(Headers.DATE, at(System.currentTimeMillis()));
    }
    return factory.create();
  }

  /** Written once a second. */
  String at(long millis) {
    Second second = last;
    long number = Math.floorDiv(millis, 1000L);
    if (second.number() != number) {
      second = new Second(number, HttpDates.format(millis));
      last = second;
    }
    return second.text();
  }
}
