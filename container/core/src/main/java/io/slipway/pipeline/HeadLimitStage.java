package io.slipway.pipeline;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.StatusCodes;

/**
 * Sizes of a request's head and its announced body. What is too large is refused and the connection
 * closed.
 */
final class HeadLimitStage implements HttpHandler {
  private final LimitOptions limits;
  private final HttpHandler next;

  HeadLimitStage(LimitOptions limits, HttpHandler next) {
    this.limits = limits;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.getRequestURI().length() + exchange.getQueryString().length()
        > limits.maxRequestLine()) {
      refuse(
          exchange,
          StatusCodes.REQUEST_URI_TOO_LARGE,
          "limits.max-request-line",
          limits.maxRequestLine());
      return;
    }
    HeaderMap headers = exchange.getRequestHeaders();
    long size = 0;
    int fields = 0;
    for (long at = headers.fastIterateNonEmpty(); at != -1; at = headers.fiNextNonEmpty(at)) {
      HeaderValues values = headers.fiCurrent(at);
      for (int i = 0; i < values.size(); i++) {
        size += values.getHeaderName().length() + values.get(i).length() + 4L;
        fields++;
      }
    }
    if (size > limits.maxHeaderSize()) {
      refuse(
          exchange,
          StatusCodes.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "limits.max-header-size",
          limits.maxHeaderSize());
    } else if (fields > limits.maxHeaders()) {
      refuse(
          exchange,
          StatusCodes.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "limits.max-headers",
          limits.maxHeaders());
    } else if (limits.maxBodySize() >= 0
        && exchange.getRequestContentLength() > limits.maxBodySize()) {
      refuse(
          exchange,
          StatusCodes.REQUEST_ENTITY_TOO_LARGE,
          "limits.max-body-size",
          limits.maxBodySize());
    } else {
      next.handleRequest(exchange);
    }
  }

  private static void refuse(HttpServerExchange exchange, int status, String setting, long limit) {
    Refusal.answer(exchange, status, "more than " + setting + " (" + limit + ")");
  }
}
