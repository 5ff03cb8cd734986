package io.slipway.wire;

import io.undertow.protocols.http2.Http2Channel;

/**
 * Undertow reads the largest header list of HTTP/2 from a system property, once for all of the JVM,
 * and no option goes beyond it: by default 20,000 bytes, of which it makes the end of the
 * connection. Who has not set it gets what Undertow's own default is for HTTP/1.1, so that {@code
 * limits.max-header-size} decides, and can answer 431.
 */
final class HeaderListBound {
  private static final String MEBIBYTE = Integer.toString(1 << 20);

  private HeaderListBound() {}

  /**
   * To be called before the first connection in HTTP/2; where somebody had one before, too late.
   */
  static void raise() {
    String property = Http2Channel.HTTP2_MAX_HEADER_SIZE_PROPERTY;
    if (System.getProperty(property) != null) {
      return;
    }
    System.setProperty(property, MEBIBYTE);
    try {
      Class.forName(Http2Channel.class.getName(), true, Http2Channel.class.getClassLoader());
    } catch (ClassNotFoundException impossible) {
      throw new LinkageError(property, impossible);
    } finally {
      System.clearProperty(property);
    }
  }
}
