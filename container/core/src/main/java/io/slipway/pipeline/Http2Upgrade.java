package io.slipway.pipeline;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http2.Http2UpgradeHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Base64;

/**
 * Upgrades a connection to HTTP/2 where the client asks for it (RFC 7540, 3.2; RFC 9113 has dropped
 * it). The request that asks is guarded before, since the one that comes out of it is none of
 * HTTP/1.1 any more. One with a body, or whose fields another server on the way could not have read
 * as a wish to upgrade, is answered in HTTP/1.1, which is the server's to choose: nobody else then
 * reads a body of HTTP/1.1.
 */
final class Http2Upgrade implements HttpHandler {
  private static final HttpString SETTINGS = new HttpString("HTTP2-Settings");

  private final HttpHandler upgrade;
  private final HttpHandler next;

  Http2Upgrade(int maxStreams, HttpHandler next) {
    this.upgrade = new RequestGuard(maxStreams, new Refusal(), new Http2UpgradeHandler(next));
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap fields = exchange.getRequestHeaders();
    HeaderValues settings = fields.get(SETTINGS);
    boolean wanted =
        settings != null
            && Http2Channel.CLEARTEXT_UPGRADE_STRING.equals(fields.getFirst(Headers.UPGRADE))
            && exchange.isRequestComplete()
            && exchange.isHttp11()
            && isWellFormed(settings)
            && Tokens.contains(fields.get(Headers.CONNECTION), "upgrade")
            && Tokens.contains(fields.get(Headers.CONNECTION), "http2-settings");
    (wanted ? upgrade : next).handleRequest(exchange);
  }

  /** One payload of a SETTINGS frame: RFC 7540, 3.2.1. */
  private static boolean isWellFormed(HeaderValues settings) {
    try {
      return settings.size() == 1
          && Base64.getUrlDecoder().decode(settings.getFirst()).length % 6 == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
