package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;

/**
 * Completes the head of a response: what Undertow leaves out of it, takes from earlier RFCs, or
 * makes at too great a cost.
 */
public final class ResponseHead {
  private record Second(long number, String date) {}

  private static volatile Second last = new Second(-1, "");

  private ResponseHead() {}

  /** To be called just before the head leaves, with status and fields set. */
  public static void complete(HttpServerExchange exchange) {
    HeaderMap fields = exchange.getResponseHeaders();
    if (!fields.contains(Headers.DATE)) {
      fields.put(Headers.DATE, date());
    }
    int status = exchange.getStatusCode();
    if (status == 204 || status == 205 || status == 304) {
      announceClose(exchange, fields);
    } else if (status >= 400) {
      String newer = ReasonPhrase.newer(status);
      if (newer != null) {
        exchange.setReasonPhrase(newer);
      }
    }
  }

  /**
   * The first lines of a head that Undertow has no part in, and after which the connection ends:
   * more fields may follow, then an empty line.
   */
  static String ofLast(int status) {
    return "HTTP/1.1 "
        + status
        + ' '
        + ReasonPhrase.of(status)
        + "\r\nDate: "
        + date()
        + "\r\nConnection: close\r\n";
  }

  private static String date() {
    return date(System.currentTimeMillis());
  }

  /**
   * {@code Date}: RFC 9110, 6.6.1. Written once a second. Undertow would set it too, but writes the
   * first one with the names of all time zones, which costs more than the whole request.
   */
  static String date(long millis) {
    Second second = last;
    long number = Math.floorDiv(millis, 1000L);
    if (second.number() != number) {
      second = new Second(number, HttpDates.format(millis));
      last = second;
    }
    return second.date();
  }

  /**
   * Undertow forgets {@code Connection} where there is no body. A client that is not told loses the
   * request that it sends next: RFC 9112, 9.6.
   */
  private static void announceClose(HttpServerExchange exchange, HeaderMap fields) {
    if (Http2.is(exchange)) {
      return;
    }
    if (!exchange.isPersistent()) {
      fields.put(Headers.CONNECTION, Headers.CLOSE.toString());
    } else if (Headers.CLOSE.toString().equalsIgnoreCase(fields.getFirst(Headers.CONNECTION))) {
      exchange.setPersistent(false);
    }
  }
}
