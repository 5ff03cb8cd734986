package io.slipway.pipeline;

import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The policy for {@code Set-Cookie}, applied when the response is committed. Of several cookies
 * with the same name, domain and path the last one is sent, as it is the one that a browser would
 * keep (RFC 6265, 4.1.1 forbids to send both).
 */
final class CookieStage extends Stage implements ConduitWrapper<StreamSinkConduit> {
  private final CookiePolicy policy;

  CookieStage(CookieOptions options, HttpHandler next) {
    super(next);
    this.policy = new CookiePolicy(options.rules());
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.addResponseWrapper(this);
    proceed(exchange);
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    HeaderValues lines = headers.get(Headers.SET_COOKIE);
    if (lines != null) {
      List<String> kept = apply(lines, exchange.isSecure());
      headers.remove(Headers.SET_COOKIE);
      headers.addAll(Headers.SET_COOKIE, kept);
    }
    return factory.create();
  }

  List<String> apply(Iterable<String> lines, boolean https) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String line : lines) {
      SetCookieField cookie = policy.apply(SetCookieField.parse(line), https);
      // Removed first, so that the last one also stands last.
      cookies.remove(cookie.identity());
      cookies.put(cookie.identity(), cookie.toString());
    }
    return new ArrayList<>(cookies.values());
  }
}
