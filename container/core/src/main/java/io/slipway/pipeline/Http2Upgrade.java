package io.slipway.pipeline;

import io.slipway.wire.FieldText;
import io.slipway.wire.RawBytes;
import io.slipway.wire.Refusal;
import io.slipway.wire.Tokens;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades a connection to HTTP/2 where the client asks for it (RFC 7540, 3.2; RFC 9113 has dropped
 * it). The request that asks is guarded before, since the one that comes out of it is none of
 * HTTP/1.1 any more. One with a body, or whose fields another server on the way could not have read
 * as a wish to upgrade, is answered in HTTP/1.1, which is the server's to choose: nobody else then
 * reads a body of HTTP/1.1. So is one whose fields are more than a frame, or whose target is a URL.
 */
final class Http2Upgrade extends Stage {
  private static final HttpString SETTINGS = new HttpString("HTTP2-Settings");

  private final Refusal refusal = new Refusal("io.slipway.pipeline");

  Http2Upgrade(HttpHandler next) {
    super(next);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    byte[] settings = isAsked(exchange) ? settings(exchange.getRequestHeaders()) : null;
    if (settings == null) {
      proceed(exchange);
    } else {
      new RequestGuard(refusal, guarded -> upgrade(guarded, settings)).handleRequest(exchange);
    }
  }

  private static boolean isAsked(HttpServerExchange exchange) {
    HeaderMap fields = exchange.getRequestHeaders();
    return Http2Channel.CLEARTEXT_UPGRADE_STRING.equals(fields.getFirst(Headers.UPGRADE))
        && exchange.isRequestComplete()
        && exchange.isHttp11()
        && exchange.getRequestURI().startsWith("/")
        && Tokens.contains(fields.get(Headers.CONNECTION), "upgrade")
        && Tokens.contains(fields.get(Headers.CONNECTION), "http2-settings");
  }

  private void upgrade(HttpServerExchange exchange, byte[] settings) throws Exception {
    RawBytes raw = RawBytes.of((HttpServerConnection) exchange.getConnection());
    HeaderMap fields = withoutConnection(exchange.getRequestHeaders());
    if (raw == null || !raw.upgradeToHttp2(exchange, settings, fields)) {
      proceed(exchange);
    }
  }

  /** One payload of a SETTINGS frame: RFC 7540, 3.2.1. Null where there is none. */
  private static byte @Nullable [] settings(HeaderMap fields) {
    HeaderValues settings = fields.get(SETTINGS);
    if (settings == null || settings.size() != 1) {
      return null;
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(settings.getFirst());
      return payload.length % 6 == 0 ? payload : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** RFC 9113, 8.2.2; the Host is the authority of the request. */
  private static HeaderMap withoutConnection(HeaderMap fields) {
    HeaderMap left = new HeaderMap();
    for (HeaderValues values : fields) {
      left.putAll(values.getHeaderName(), values);
    }
    for (String option : Tokens.split(fields.get(Headers.CONNECTION), ',')) {
      left.remove(option);
    }
    FieldText.removeOfConnection(left);
    left.remove(Headers.TE);
    left.remove(Headers.HOST);
    return left;
  }
}
