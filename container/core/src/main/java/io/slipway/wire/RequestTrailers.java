package io.slipway.wire;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.AttachmentKey;
import io.undertow.util.BadRequestException;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.io.IOException;

/**
 * The trailer section of a request in HTTP/2. Undertow looks at none of its fields, and puts them
 * over those of the head: a client could change what has been checked already, or bring back what
 * has been taken away (RFC 9110, 6.5.1). The fields of the head are put back here, and a section
 * that is malformed resets the stream, as does one behind a body that is too short (RFC 9113,
 * 8.1.1).
 */
public final class RequestTrailers implements Http2StreamSourceChannel.TrailersHandler {
  private static final AttachmentKey<RequestTrailers> KEY =
      AttachmentKey.create(RequestTrailers.class);

  private final Http2Channel connection;
  private final int stream;
  private final HttpServerExchange exchange;
  private final HeaderMap head = new HeaderMap();

  // on the thread that reads the body

  private boolean malformed;

  /** Bytes of the body that have been read. */
  private long read;

  private RequestTrailers(Http2Channel connection, int stream, HttpServerExchange exchange) {
    this.connection = connection;
    this.stream = stream;
    this.exchange = exchange;
  }

  /** Before anything of the body is read. */
  static RequestTrailers on(
      Http2Channel connection, Http2StreamSourceChannel stream, HttpServerExchange exchange) {
    RequestTrailers trailers = new RequestTrailers(connection, stream.getStreamId(), exchange);
    stream.setTrailersHandler(trailers);
    exchange.putAttachment(KEY, trailers);
    return trailers;
  }

  /** The fields of the head are now as they are to stay, and nothing of the body has been read. */
  public static void keepHead(HttpServerExchange exchange) {
    RequestTrailers trailers = exchange.getAttachment(KEY);
    if (trailers != null) {
      for (HeaderValues values : exchange.getRequestHeaders()) {
        trailers.head.putAll(values.getHeaderName(), values);
      }
    }
  }

  /** More of the body has been read. */
  void follow(int bytes) {
    read += bytes;
  }

  @Override
  public void handleTrailers(HeaderMap trailers) {
    HeaderMap fields = exchange.getRequestHeaders();
    for (HeaderValues values : trailers) {
      HttpString name = values.getHeaderName();
      fields.remove(name);
      HeaderValues before = head.get(name);
      if (before != null) {
        fields.addAll(name, before);
      }
      malformed |= !mayBe(name, values);
    }
    if (malformed) {
      connection.sendRstStream(stream, Http2Channel.ERROR_PROTOCOL_ERROR);
    } else {
      exchange.putAttachment(HttpAttachments.REQUEST_TRAILERS, trailers);
    }
  }

  /**
   * To be called at the end of the body, which would seem whole. Undertow compares its length only
   * where no trailers follow.
   */
  void requireWellFormed() throws IOException {
    if (malformed) {
      throw fault("The trailer section of the request is malformed: RFC 9113, 8.1.1");
    }
    if (read < exchange.getRequestContentLength()) {
      connection.sendRstStream(stream, Http2Channel.ERROR_PROTOCOL_ERROR);
      throw fault("The body is shorter than its Content-Length: RFC 9113, 8.1.1");
    }
  }

  private static IOException fault(String what) {
    return new IOException(what, new BadRequestException(what));
  }

  private static boolean mayBe(HttpString name, HeaderValues values) {
    return !FieldText.isOfConnection(name)
        && FieldText.isName(name)
        && values.stream().allMatch(FieldText::isWhole);
  }
}
