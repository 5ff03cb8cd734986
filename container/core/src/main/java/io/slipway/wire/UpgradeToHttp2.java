package io.slipway.wire;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections in HTTP/1.1 go on in HTTP/2: RFC 7540, 3.2. The request that asks becomes the
 * HEADERS frame of the first stream, with which {@link Http2Opening} begins.
 */
final class UpgradeToHttp2 {
  private final Protocol http2;
  private final Terms terms;

  UpgradeToHttp2(Protocol http2, Terms terms) {
    this.http2 = http2;
    this.terms = terms;
  }

  /** {@link RawBytes#upgradeToHttp2}. */
  boolean begin(HttpServerExchange exchange, byte[] settings, HeaderMap fields) {
    byte[] request = frame(exchange, fields);
    if (request == null) {
      return false;
    }
    exchange.getResponseHeaders().put(Headers.UPGRADE, Http2Channel.CLEARTEXT_UPGRADE_STRING);
    exchange.upgradeChannel(
        (upgraded, ended) -> {
          Deadline deadline = new Deadline(upgraded, terms);
          new Http2Opening(upgraded, settings, request, deadline, http2).await();
        });
    return true;
  }

  /** Null if it would be too large for one. */
  private static byte @Nullable [] frame(HttpServerExchange exchange, HeaderMap fields) {
    String query = exchange.getQueryString();
    String path = exchange.getRequestURI();
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    field(section, Http2Channel.METHOD, exchange.getRequestMethod().toString());
    field(section, Http2Channel.SCHEME, "http");
    field(section, Http2Channel.AUTHORITY, exchange.getHostAndPort());
    field(section, Http2Channel.PATH, query.isEmpty() ? path : path + '?' + query);
    for (HeaderValues values : fields) {
      for (String value : values) {
        field(section, values.getHeaderName(), value);
      }
    }
    if (section.size() > FrameScan.MAX_LENGTH) {
      return null;
    }
    ByteBuffer frame = ByteBuffer.allocate(FrameHeader.LENGTH + section.size());
    Http2Opening.length(frame, section.size());
    frame
        .put((byte) FrameHeader.HEADERS)
        .put((byte) (FrameHeader.END_STREAM | FrameHeader.END_HEADERS));
    return frame.putInt(1).put(section.toByteArray()).array();
  }

  /** A literal without indexing: RFC 7541, 6.2.2. */
  private static void field(ByteArrayOutputStream section, HttpString name, String value) {
    section.write(0);
    string(section, name.toString().toLowerCase(Locale.ROOT));
    string(section, value);
  }

  /** RFC 7541, 5.1 and 5.2. */
  private static void string(ByteArrayOutputStream section, String text) {
    int rest = text.length();
    if (rest < 127) {
      section.write(rest);
    } else {
      section.write(127);
      for (rest -= 127; rest >= 128; rest >>= 7) {
        section.write(rest & 127 | 128);
      }
      section.write(rest);
    }
    section.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
