package io.slipway.pipeline;

import io.slipway.spi.ContentCoding;
import io.slipway.spi.ContentCodings;
import io.slipway.wire.ClientPace;
import io.slipway.wire.Refusal;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.xnio.OptionMap;
import org.xnio.Options;

/**
 * Compiles the stages in front of the webapps.
 *
 * <p>A stage that looks at responses is its own conduit wrapper: one object for all requests,
 * called when the response is committed, with headers and status still open. The stage nearest to
 * the webapp is called first.
 */
public final class Pipeline {
  private Pipeline() {}

  /**
   * Access log, forwarded headers, limits; in front of all webapps.
   *
   * @throws IOException if the access log cannot be opened
   * @throws IllegalArgumentException if an option makes no sense; the message names it
   */
  public static ServerStages serverStages(PipelineOptions options, HttpHandler next)
      throws IOException {
    HttpHandler first = next;
    LimitOptions limits = options.limits();
    Refusal refusal = new Refusal("io.slipway.pipeline");
    if (limits.requests().maxRequests() > 0) {
      first = new ConcurrencyStage(limits.requests(), first);
    }
    first = new HeadLimitStage(limits, refusal, first);
    if (options.forwarded().enabled()) {
      first = new ForwardedStage(options.forwarded(), refusal, first);
    }
    first = new RequestGuard(refusal, first);
    return new ServerStages(
        first,
        options.accessLog().enabled() ? AccessLogStage.open(options.accessLog(), first) : null);
  }

  /** The addresses whose connections are other people's. */
  public static Predicate<InetAddress> trustedProxies(PipelineOptions options) {
    ForwardedOptions forwarded = options.forwarded();
    return forwarded.enabled()
        ? new AddressBlocks(forwarded.trusted(), "forwarded.trusted")::contains
        : address -> false;
  }

  /** In front of everything where HTTP/1.1 without TLS may become HTTP/2. */
  public static HttpHandler http2Upgrade(HttpHandler next) {
    return new Http2Upgrade(next);
  }

  /**
   * Compression, cache headers, cookies; in front of one webapp. The exchange's relative path is
   * the path below the context.
   *
   * @param codings beside gzip, the best first
   * @throws IllegalArgumentException if an option makes no sense; the message names it
   */
  public static HttpHandler webappStages(
      PipelineOptions options, List<ContentCoding> codings, HttpHandler next) {
    HttpHandler first = next;
    if (options.cookies().enabled()) {
      first = new CookieStage(options.cookies(), first);
    }
    if (options.cacheHeaders().enabled()) {
      boolean last = !options.compression().enabled();
      first = new CacheHeaderStage(options.cacheHeaders(), last, first);
    }
    if (options.compression().enabled()) {
      first =
          new CompressionStage(compression(options, codings), options.compression().level(), first);
    }
    return first;
  }

  /**
   * What the compression stage of a webapp does.
   *
   * @param codings beside gzip, the best first
   */
  public static ContentCodings codings(PipelineOptions options, List<ContentCoding> codings) {
    return options.compression().enabled() ? compression(options, codings) : ContentCodings.NONE;
  }

  private static Compression compression(PipelineOptions options, List<ContentCoding> codings) {
    CacheRules rules =
        options.cacheHeaders().enabled()
            ? new CacheRules(options.cacheHeaders().rules())
            : CacheRules.NONE;
    return new Compression(options.compression(), codings, rules::forbidTransformation);
  }

  /**
   * Sets the limits that Undertow keeps itself. Those that it answers with 400 are set wider than
   * ours, so that our stage still can answer with their own status; what is beyond both is 400 and
   * closed.
   */
  public static void configure(OptionMap.Builder options, LimitOptions limits) {
    options
        .set(UndertowOptions.MAX_HEADERS, limits.heads().maxHeaders() * 2)
        .set(
            UndertowOptions.MAX_HEADER_SIZE,
            limits.heads().maxRequestLine() * 2 + limits.heads().maxHeaderSize() * 2)
        .set(
            UndertowOptions.HTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.heads().maxHeaderSize() * 2)
        .set(UndertowOptions.MAX_COOKIES, limits.maxCookies())
        .set(UndertowOptions.MAX_ENTITY_SIZE, limits.bodies().maxSize())
        .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.http2().maxStreams())
        // Undertow counts those that it sends for reasons of its own, too
        .set(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, Integer.MAX_VALUE)
        // Undertow reads these two from sockets only; here they are for whoever waits for a body or
        // a client
        .set(Options.READ_TIMEOUT, limits.bodies().readTimeoutMillis())
        .set(Options.WRITE_TIMEOUT, limits.bodies().writeTimeoutMillis())
        .set(ClientPace.MIN_RESPONSE_RATE, limits.bodies().minRate());
    if (limits.connections().idleTimeoutMillis() > 0) {
      options.set(UndertowOptions.NO_REQUEST_TIMEOUT, limits.connections().idleTimeoutMillis());
    }
  }
}
