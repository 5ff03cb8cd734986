package io.slipway.pipeline;

import io.slipway.wire.OwnAnswer;
import io.slipway.wire.Tokens;
import io.undertow.conduits.GzipStreamSinkConduit;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/**
 * gzip, or what else there is, by what the client accepts. Undertow's conduit does gzip, {@link
 * EncodedSink} the others: a response that is written whole leaves them in one write with its
 * length, a flush passes through them. Everything around it is decided here, at commit:
 *
 * <ul>
 *   <li>{@code Vary: Accept-Encoding} on whatever could have been compressed for another client,
 *       also 206, 304 and HEAD;
 *   <li>a strong ETag becomes weak, since it stood for other bytes: {@code If-None-Match} compares
 *       weakly and goes on working, {@code If-Range} and {@code If-Match} compare strongly and so
 *       can never mix the two forms (RFC 9110, 8.8.3.3 and 13.1);
 *   <li>never a range, a body already coded or digested, or one that must not be transformed (RFC
 *       9111, 5.2.2.6).
 * </ul>
 *
 * <p>Who refuses the plain form ({@code identity;q=0}, {@code *;q=0}) gets everything coded that
 * may be, whatever its type and length. 406 is answered to GET and HEAD that accept nothing at all,
 * and before the webapp has done anything. Where only a coding is accepted that there is not here,
 * the webapp may have it, so it is asked, and what it answers is sent: an answer that has been made
 * is not thrown away, which RFC 9110, 12.4.1 leaves open. Static files know all of their forms, and
 * are 406 where none will do.
 */
final class CompressionStage extends Stage implements ConduitWrapper<StreamSinkConduit> {
  private static final HttpString CONTENT_DIGEST = new HttpString("Content-Digest");
  private static final int POOLED_DEFLATERS = 32;
  private static final String GZIP = "gzip";

  private final Compression compression;
  private final DeflaterPool deflaters;

  CompressionStage(Compression compression, int level, HttpHandler next) {
    super(next);
    this.compression = compression;
    this.deflaters = new DeflaterPool(POOLED_DEFLATERS, level);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HeaderValues accepted = exchange.getRequestHeaders().get(Headers.ACCEPT_ENCODING);
    if (accepted != null && AcceptEncoding.of(accepted).nothing() && isRead(exchange)) {
      exchange.getResponseHeaders().put(Headers.VARY, Headers.ACCEPT_ENCODING_STRING);
      OwnAnswer.error(exchange, StatusCodes.NOT_ACCEPTABLE, null);
      return;
    }
    exchange.addResponseWrapper(this);
    proceed(exchange);
  }

  private static boolean isRead(HttpServerExchange exchange) {
    return exchange.getRequestMethod().equals(Methods.GET)
        || exchange.getRequestMethod().equals(Methods.HEAD);
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
    String token = negotiate(exchange);
    if (token == null) {
      return factory.create();
    }
    return token.equals(GZIP)
        ? new GzipStreamSinkConduit(factory, exchange, deflaters)
        : new EncodedSink(factory, exchange, compression.coding(token));
  }

  /** Sets the headers; how the body is to be coded, null for not. */
  private @Nullable String negotiate(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    if (exchange.getStatusCode() == StatusCodes.NOT_MODIFIED) {
      notModified(exchange, headers);
      return null;
    }
    HeaderMap asked = exchange.getRequestHeaders();
    HeaderValues accepted = asked.get(Headers.ACCEPT_ENCODING);
    boolean refused = accepted != null && !AcceptEncoding.of(accepted).identity();
    boolean partial =
        exchange.getStatusCode() == StatusCodes.PARTIAL_CONTENT
            || headers.contains(Headers.CONTENT_RANGE);
    if (!hasPlainContent(exchange, headers)
        || !refused && !isListed(headers.getFirst(Headers.CONTENT_TYPE), partial)) {
      return null;
    }
    if (partial) {
      // The whole would have been negotiated: RFC 9110, 15.3.7.
      vary(headers);
      return null;
    }
    long length = exchange.getResponseContentLength();
    if (isToBeKept(headers) || length == 0 || !refused && compression.isTooSmall(length)) {
      return null;
    }
    vary(headers);
    String token =
        accepted == null ? null : AcceptEncoding.of(accepted).choose(compression.tokens());
    if (token == null
        || !refused && Tokens.forbidTransformation(asked.get(Headers.CACHE_CONTROL))) {
      return null;
    }
    describe(headers, token);
    return exchange.getRequestMethod().equals(Methods.HEAD) ? null : token;
  }

  /** Content of some type that nobody has coded. */
  private static boolean hasPlainContent(HttpServerExchange exchange, HeaderMap headers) {
    int status = exchange.getStatusCode();
    return status >= 200
        && status != StatusCodes.NO_CONTENT
        && status != StatusCodes.RESET_CONTENT
        && !exchange.getRequestMethod().equals(Methods.CONNECT)
        && !headers.contains(Headers.CONTENT_ENCODING)
        && headers.contains(Headers.CONTENT_TYPE);
  }

  /** Of several parts the type of the whole is not told. */
  private boolean isListed(@Nullable String type, boolean partial) {
    return type != null
        && (compression.isListed(type) || partial && type.startsWith("multipart/byteranges"));
  }

  /** Who made it wants it as it is, or has told what its bytes are. */
  private static boolean isToBeKept(HeaderMap headers) {
    return Tokens.forbidTransformation(headers.get(Headers.CACHE_CONTROL))
        || headers.contains(Headers.CONTENT_MD5)
        || headers.contains(Headers.DIGEST)
        || headers.contains(CONTENT_DIGEST);
  }

  private static void describe(HeaderMap headers, String token) {
    headers.put(Headers.CONTENT_ENCODING, token);
    String etag = headers.getFirst(Headers.ETAG);
    if (etag != null && !etag.startsWith("W/")) {
      headers.put(Headers.ETAG, "W/" + etag);
    }
    // Of the compressed form nobody knows the length before it is made.
    headers.remove(Headers.CONTENT_LENGTH);
  }

  /** Which form the client has it tells itself, by the tag that we gave to it. */
  private void notModified(HttpServerExchange exchange, HeaderMap headers) {
    String type = headers.getFirst(Headers.CONTENT_TYPE);
    // It has told what it is about, and does not leave: RFC 9110, 15.4.5
    headers.remove(Headers.CONTENT_TYPE);
    if (type != null && !compression.isListed(type)) {
      return;
    }
    vary(headers);
    String etag = headers.getFirst(Headers.ETAG);
    HeaderValues had = exchange.getRequestHeaders().get(Headers.IF_NONE_MATCH);
    if (etag != null && had != null && Tokens.split(had, ',').contains("W/" + etag)) {
      headers.put(Headers.ETAG, "W/" + etag);
    }
  }

  private static void vary(HeaderMap headers) {
    @Nullable HeaderValues vary = headers.get(Headers.VARY);
    if (vary == null) {
      headers.put(Headers.VARY, Headers.ACCEPT_ENCODING_STRING);
    } else if (!(vary.size() == 1 && vary.getFirst().equals(Headers.ACCEPT_ENCODING_STRING))
        && !Tokens.contains(vary, "*")
        && !Tokens.contains(vary, Headers.ACCEPT_ENCODING_STRING)) {
      headers.put(Headers.VARY, String.join(", ", vary) + ", " + Headers.ACCEPT_ENCODING_STRING);
    }
  }
}
