package io.slipway.pipeline;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http2.Http2UpgradeHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/**
 * Upgrades a connection to HTTP/2 where the client asks for it (RFC 7540, 3.2; RFC 9113 has dropped
 * it). The request that asks is guarded before, since the one that comes out of it is none of
 * HTTP/1.1 any more. One with a body is answered in HTTP/1.1, which is the server's to choose:
 * nobody else then reads a body of HTTP/1.1.
 */
final class Http2Upgrade implements HttpHandler {
  private static final HttpString SETTINGS = new HttpString("HTTP2-Settings");

  private final HttpHandler upgrade;
  private final HttpHandler next;

  Http2Upgrade(int maxStreams, HttpHandler next) {
    this.upgrade = new RequestGuard(maxStreams, new Http2UpgradeHandler(next));
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    boolean wanted =
        exchange.getRequestHeaders().contains(SETTINGS)
            && Http2Channel.CLEARTEXT_UPGRADE_STRING.equals(
                exchange.getRequestHeaders().getFirst(Headers.UPGRADE))
            && exchange.isRequestComplete();
    (wanted ? upgrade : next).handleRequest(exchange);
  }
}
