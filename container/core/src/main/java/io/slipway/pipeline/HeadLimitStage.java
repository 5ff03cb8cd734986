package io.slipway.pipeline;

import io.slipway.wire.HeadLimits;
import io.slipway.wire.Refusal;
import io.slipway.wire.RequestTrailers;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Sizes of a request's head and its announced body. What is too large is refused and the connection
 * closed. What is not announced is left to {@link BodyBounds}.
 */
final class HeadLimitStage extends Stage {
  private final HeadLimits heads;
  private final int maxCookies;
  private final BodyLimits bodies;
  private final Refusal refusal;
  private final ConduitWrapper<StreamSourceConduit> bodyBounds;

  HeadLimitStage(LimitOptions limits, Refusal refusal, HttpHandler next) {
    super(next);
    this.heads = limits.heads();
    this.maxCookies = limits.maxCookies();
    this.bodies = limits.bodies();
    this.refusal = refusal;
    this.bodyBounds = (factory, exchange) -> new BodyBounds(factory.create(), exchange, bodies);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (exchange.getRequestURI().length() + exchange.getQueryString().length()
        > heads.maxRequestLine()) {
      refuse(
          exchange,
          StatusCodes.REQUEST_URI_TOO_LARGE,
          "limits.max-request-line",
          heads.maxRequestLine());
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
    if (size > heads.maxHeaderSize()) {
      refuse(
          exchange,
          StatusCodes.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "limits.max-header-size",
          heads.maxHeaderSize());
    } else if (fields > heads.maxHeaders()) {
      refuse(
          exchange,
          StatusCodes.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "limits.max-headers",
          heads.maxHeaders());
    } else if (cookies(headers.get(Headers.COOKIE)) > maxCookies) {
      refuse(
          exchange, StatusCodes.REQUEST_HEADER_FIELDS_TOO_LARGE, "limits.max-cookies", maxCookies);
    } else if (bodies.maxSize() >= 0 && exchange.getRequestContentLength() > bodies.maxSize()) {
      refuse(
          exchange, StatusCodes.REQUEST_ENTITY_TOO_LARGE, "limits.max-body-size", bodies.maxSize());
    } else {
      if (!exchange.isRequestComplete()) {
        RequestTrailers.keepHead(exchange);
        if (bodies.minRate() > 0 || bodies.maxSize() >= 0) {
          exchange.addRequestWrapper(bodyBounds);
        }
      }
      proceed(exchange);
    }
  }

  /** At most; the shortest cookie with its separator has three characters, so few are counted. */
  private int cookies(@Nullable HeaderValues fields) {
    int cookies = 0;
    for (int i = 0; fields != null && i < fields.size(); i++) {
      String field = fields.get(i);
      cookies++;
      if (field.length() > 3 * (maxCookies - cookies)) {
        for (int at = field.indexOf(';'); at >= 0; at = field.indexOf(';', at + 1)) {
          cookies++;
        }
      }
    }
    return cookies;
  }

  private void refuse(HttpServerExchange exchange, int status, String setting, long limit) {
    refusal.answer(exchange, status, "more than " + setting + " (" + limit + ")");
  }
}
