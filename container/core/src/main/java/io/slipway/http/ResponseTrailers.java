package io.slipway.http;

import io.slipway.wire.Http2;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Trailer fields of a response: RFC 9110, 6.5. */
final class ResponseTrailers {
  /**
   * What a recipient needs before the content, or what frames it: RFC 9110, 6.5.1. Such fields are
   * ignored, as the API says.
   */
  private static final Set<String> FORBIDDEN =
      Set.of(
          "transfer-encoding",
          "content-length",
          "host",
          "content-encoding",
          "content-type",
          "content-range",
          "trailer",
          "set-cookie",
          "connection",
          "cache-control",
          "authorization",
          "www-authenticate",
          "expect",
          "max-forwards",
          "te",
          "location",
          "date",
          "vary");

  private ResponseTrailers() {}

  /**
   * Asks the application for them, once, when it has written all of the body. Undertow would ask
   * within the last frame of HTTP/2, and keep to itself what is thrown then.
   */
  static void make(HttpServerExchange exchange, Supplier<Map<String, String>> supplier) {
    if (exchange.getAttachment(HttpAttachments.RESPONSE_TRAILERS) == null) {
      HeaderMap fields = asked(supplier);
      if (Http2.is(exchange) && size(fields) > Http2.maxTrailers(exchange)) {
        throw new IllegalStateException("The trailer fields are more than a frame of HTTP/2 holds");
      }
      exchange.putAttachment(HttpAttachments.RESPONSE_TRAILERS, fields);
    }
  }

  /** Whatever the application throws: the response has no end then. */
  private static HeaderMap asked(Supplier<Map<String, String>> supplier) {
    try {
      return fields(supplier.get());
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Throwable failure) {
      throw new IllegalStateException("The trailer fields could not be made", failure);
    }
  }

  private static int size(HeaderMap fields) {
    int size = 0;
    for (HeaderValues values : fields) {
      for (String value : values) {
        size += values.getHeaderName().length() + value.length() + Http2.FIELD;
      }
    }
    return size;
  }

  private static HeaderMap fields(Map<String, String> given) {
    HeaderMap fields = new HeaderMap();
    if (given != null) {
      given.forEach(
          (name, value) -> {
            if (HeaderText.isToken(name)
                && !FORBIDDEN.contains(name.toLowerCase(Locale.ROOT))
                && value != null) {
              fields.put(new HttpString(name), HeaderText.value(value));
            }
          });
    }
    return fields;
  }
}
