package io.slipway.http;

import io.slipway.wire.Http2;
import io.slipway.wire.HttpDates;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Header access of requests: Servlet 6.1, 3.3. */
final class RequestHeaders {
  private RequestHeaders() {}

  static @Nullable String first(HttpServerExchange exchange, @Nullable String name) {
    return name == null ? null : exchange.getRequestHeaders().getFirst(name);
  }

  static Enumeration<String> all(HttpServerExchange exchange, @Nullable String name) {
    HeaderValues values = name == null ? null : exchange.getRequestHeaders().get(name);
    return values == null ? Collections.emptyEnumeration() : Collections.enumeration(values);
  }

  /** In HTTP/2 all in lower case: Undertow has {@code Cookie} and {@code Host} in another. */
  static Enumeration<String> names(HttpServerExchange exchange) {
    boolean lower = Http2.is(exchange);
    HeaderMap headers = exchange.getRequestHeaders();
    Iterator<HttpString> names = headers.getHeaderNames().iterator();
    return new Enumeration<>() {
      @Override
      public boolean hasMoreElements() {
        return names.hasNext();
      }

      @Override
      public String nextElement() {
        String name = names.next().toString();
        return lower ? name.toLowerCase(Locale.ROOT) : name;
      }
    };
  }

  /** -1 if absent; {@link NumberFormatException} if no number. */
  static int number(HttpServerExchange exchange, String name) {
    String value = first(exchange, name);
    return value == null ? -1 : Integer.parseInt(value.trim());
  }

  /** Milliseconds since 1970, -1 if absent; {@link IllegalArgumentException} if no date. */
  static long date(HttpServerExchange exchange, String name) {
    String value = first(exchange, name);
    return value == null ? -1 : HttpDates.parse(value);
  }
}
