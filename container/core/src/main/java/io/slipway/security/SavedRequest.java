package io.slipway.security;

import io.slipway.http.ServerRequest;
import io.slipway.model.RequestTarget;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that had to wait for its user's login: Servlet 6.1, 13.6.3. Kept with the session and
 * played back once.
 */
record SavedRequest(
    String uri, @Nullable String query, HttpString method, List<Field> fields, byte[] body)
    implements Serializable {
  record Field(HttpString name, List<String> values) implements Serializable {}

  /** Of the connection or of the moment, not of the request. */
  private static final Set<HttpString> NOT_RESTORED =
      Set.of(
          Headers.CONNECTION,
          Headers.COOKIE,
          Headers.HOST,
          Headers.TRANSFER_ENCODING,
          Headers.CONTENT_LENGTH,
          Headers.EXPECT,
          Headers.UPGRADE,
          Headers.IF_NONE_MATCH,
          Headers.IF_MODIFIED_SINCE,
          Headers.IF_MATCH,
          Headers.IF_UNMODIFIED_SINCE,
          Headers.IF_RANGE,
          Headers.RANGE);

  /** Reads the body, at most {@code maxBody} bytes of it; null if there is more. */
  static @Nullable SavedRequest of(ServerRequest request, int maxBody) throws IOException {
    HttpServerExchange exchange = request.exchange().undertow();
    byte[] body = new byte[0];
    if (!exchange.isRequestComplete()) {
      body = request.getInputStream().readNBytes(maxBody + 1);
      if (body.length > maxBody) {
        return null;
      }
    }
    List<Field> fields = new ArrayList<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      if (!NOT_RESTORED.contains(values.getHeaderName())) {
        fields.add(new Field(values.getHeaderName(), List.copyOf(values)));
      }
    }
    return new SavedRequest(
        uri(request), request.target().query(), exchange.getRequestMethod(), fields, body);
  }

  /** It will be a location. */
  private static String uri(ServerRequest request) {
    return RequestTarget.onThisHost(request.target().raw());
  }

  /** Where to send the browser after the login. */
  String location() {
    return query == null ? uri : uri + '?' + query;
  }

  boolean matches(ServerRequest request) {
    return uri.equals(uri(request)) && Objects.equals(query, request.target().query());
  }

  /** Makes the request what the saved one was. Nothing of its body may have been asked for yet. */
  void restore(ServerRequest request) {
    HttpServerExchange exchange = request.exchange().undertow();
    HeaderMap headers = exchange.getRequestHeaders();
    List<HttpString> current = new ArrayList<>(headers.getHeaderNames());
    current.stream().filter(name -> !NOT_RESTORED.contains(name)).forEach(headers::remove);
    fields.forEach(field -> headers.addAll(field.name(), field.values()));
    exchange.setRequestMethod(method);
    if (body.length > 0) {
      headers.put(Headers.CONTENT_LENGTH, body.length);
      Connectors.ungetRequestBytes(exchange, new ImmediatePooledByteBuffer(ByteBuffer.wrap(body)));
      Connectors.resetRequestChannel(exchange);
    }
  }
}
