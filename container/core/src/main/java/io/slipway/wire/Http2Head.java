package io.slipway.wire;

import io.undertow.UndertowMessages;
import io.undertow.protocols.http2.HpackException;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.StreamErrorException;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is wrong with the field section of a request, and is gone when a handler sees it. */
final class Http2Head {
  static final String NO_LENGTH = "its Content-Length is not one number: RFC 9113, 8.1.1";

  private static final String TOO_LARGE = UndertowMessages.MESSAGES.headerBlockTooLarge(0);

  private Http2Head() {}

  /**
   * Null where nothing is.
   *
   * @param fields get the {@code :authority} that they lack, of the {@code Host}
   */
  static @Nullable String fault(HeaderMap fields) {
    HeaderValues paths = fields.get(Http2Channel.PATH);
    if (paths != null && paths.getFirst().isEmpty()) {
      return "its :path is empty: RFC 9113, 8.3.1";
    }
    HeaderValues lengths = fields.get(Headers.CONTENT_LENGTH);
    if (lengths != null && lengths.size() > 1) {
      return NO_LENGTH;
    }
    HeaderValues authorities = fields.get(Http2Channel.AUTHORITY);
    HeaderValues hosts = fields.get(Headers.HOST);
    if (authorities != null && authorities.size() > 1 || hosts != null && hosts.size() > 1) {
      return "it has more than one authority: RFC 9113, 8.3.1";
    }
    if (authorities != null
        && hosts != null
        && !authorities.getFirst().equalsIgnoreCase(hosts.getFirst())) {
      return "its :authority and its Host name different servers: RFC 9113, 8.3.1";
    }
    if (authorities == null && hosts != null) {
      // Undertow would overwrite the Host with nothing
      fields.put(Http2Channel.AUTHORITY, hosts.getFirst());
    }
    return null;
  }

  /** The bound that a section has met within Undertow; null for another fault. */
  static @Nullable String setting(IOException e) {
    if (e instanceof StreamErrorException) {
      return "limits.max-headers";
    }
    return e.getCause() instanceof HpackException bad
            && bad.getMessage() != null
            && bad.getMessage().startsWith(TOO_LARGE.substring(0, TOO_LARGE.indexOf(':')))
        ? "limits.max-header-size"
        : null;
  }
}
