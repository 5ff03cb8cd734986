package io.slipway.pipeline;

import io.slipway.pipeline.Forwarding.Hop;
import io.slipway.pipeline.Forwarding.Malformed;
import io.slipway.wire.Refusal;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the exchange the client's address, scheme and host as trusted proxies tell them. The list
 * is read from its end, as long as the one who wrote an entry is trusted: whatever stands further
 * left may have been sent by the client itself.
 */
final class ForwardedStage extends Stage {
  private static final List<HttpString> X_FORWARDED =
      List.of(
          Headers.X_FORWARDED_FOR,
          Headers.X_FORWARDED_PROTO,
          Headers.X_FORWARDED_HOST,
          Headers.X_FORWARDED_PORT,
          Headers.X_FORWARDED_SERVER,
          new HttpString("X-Forwarded-Prefix"));

  private final AddressBlocks trusted;
  private final ForwardedOptions.Headers which;
  private final Refusal refusal;

  ForwardedStage(ForwardedOptions options, Refusal refusal, HttpHandler next) {
    super(next);
    this.refusal = refusal;
    this.trusted = new AddressBlocks(options.trusted(), "forwarded.trusted");
    this.which = options.headers();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderMap headers = exchange.getRequestHeaders();
    InetSocketAddress peer = exchange.getConnection().getPeerAddress(InetSocketAddress.class);
    if (peer == null || peer.getAddress() == null || !trusted.contains(peer.getAddress())) {
      headers.remove(Headers.FORWARDED);
      X_FORWARDED.forEach(headers::remove);
    } else {
      try {
        apply(exchange, headers);
      } catch (Malformed e) {
        refusal.answer(
            exchange,
            StatusCodes.BAD_REQUEST,
            "a trusted peer (forwarded.trusted) sent a forwarded field that cannot be read: "
                + e.getMessage());
        return;
      }
    }
    proceed(exchange);
  }

  private void apply(HttpServerExchange exchange, HeaderMap headers) throws Malformed {
    Hop standard =
        which == ForwardedOptions.Headers.X_FORWARDED
            ? null
            : client(Forwarding.forwarded(headers));
    Hop custom =
        which == ForwardedOptions.Headers.FORWARDED ? null : client(Forwarding.xForwarded(headers));
    if (standard != null
        && custom != null
        && standard.client() != null
        && custom.client() != null
        && !standard.client().equals(custom.client())) {
      throw new Malformed(
          "Forwarded and X-Forwarded-For name different clients; set forwarded.headers to the one the proxy sets");
    }
    Hop hop = standard != null ? standard : custom;
    if (hop == null) {
      return;
    }
    if (hop.client() != null) {
      exchange.setSourceAddress(new InetSocketAddress(hop.client(), hop.port()));
    }
    if (hop.scheme() != null) {
      exchange.setRequestScheme(hop.scheme());
    }
    String host = host(hop, headers.getFirst(Headers.HOST), exchange.getRequestScheme());
    if (host != null) {
      headers.put(Headers.HOST, host);
    }
  }

  /** The last hop written by a trusted proxy. */
  private @Nullable Hop client(@Nullable Forwarding forwarding) throws Malformed {
    if (forwarding == null) {
      return null;
    }
    Hop found = null;
    InetAddress known = null;
    int port = 0;
    for (int i = forwarding.hops() - 1; i >= 0; i--) {
      Hop hop = forwarding.hop(i);
      found = hop;
      if (hop.client() == null) {
        break;
      }
      known = hop.client();
      port = hop.port();
      if (!trusted.contains(known)) {
        break;
      }
    }
    // Of a hidden client the nearest address that is known stands.
    return found == null
        ? null
        : new Hop(known, port, found.scheme(), found.host(), found.hostPort());
  }

  private static @Nullable String host(Hop hop, @Nullable String before, String scheme) {
    String host = hop.host();
    if (hop.hostPort() == null) {
      return host;
    }
    if (host == null) {
      host = before == null ? null : before.replaceFirst(":\\d*$", "");
    } else if (host.matches(".*[^:\\]]:\\d+|.*]:\\d+")) {
      return host;
    }
    boolean usual = hop.hostPort().equals(scheme.equals("https") ? "443" : "80");
    return host == null || usual ? host : host + ":" + hop.hostPort();
  }
}
