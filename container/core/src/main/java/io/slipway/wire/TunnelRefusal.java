package io.slipway.wire;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2HeadersStreamSinkChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import org.xnio.ChannelListeners;

/**
 * Answers a CONNECT of HTTP/2 (RFC 9113, 8.5) with 501 on its stream. Undertow takes one as it has
 * to be for well-formed, and then ends the connection over the {@code :path} that it must not have.
 * One with a path it resets. On the IO thread.
 */
final class TunnelRefusal {
  private TunnelRefusal() {}

  static boolean isDue(HeaderMap fields) {
    HeaderValues methods = fields.get(Http2Channel.METHOD);
    return methods != null
        && methods.size() == 1
        && methods.getFirst().equals(Methods.CONNECT_STRING)
        && fields.contains(Http2Channel.AUTHORITY)
        && !fields.contains(Http2Channel.PATH)
        && !fields.contains(Http2Channel.SCHEME);
  }

  /** The stream is not read, and may go on. */
  static void answer(Http2StreamSourceChannel request) throws IOException {
    Http2HeadersStreamSinkChannel answer = request.getResponseChannel();
    answer.getHeaders().put(Http2Channel.STATUS, StatusCodes.NOT_IMPLEMENTED);
    answer.getHeaders().put(Headers.CONTENT_LENGTH, 0);
    answer.shutdownWrites();
    if (!answer.flush()) {
      answer
          .getWriteSetter()
          .set(
              ChannelListeners.flushingChannelListener(
                  null, ChannelListeners.closingChannelExceptionHandler()));
      answer.resumeWrites();
    }
  }
}
