package io.slipway.wire;

/**
 * Bounds on the heads of requests. In HTTP/1.1 they also hold while a head arrives: one that is
 * only a little too large is read to its end, so that the pipeline can answer it in the format that
 * the client prefers; one that is far too large, or that Undertow would not accept, is refused at
 * once.
 *
 * @param maxRequestLine most bytes of the target; more is answered with 414, more than twice as
 *     many at once; 8 KB by default
 * @param maxHeaderSize most bytes of all fields together; more is answered with 431, more than
 *     twice as many at once; 32 KB by default
 * @param maxHeaders most fields; more is answered with 431, more than a quarter too many at once;
 *     100 by default
 */
public record HeadLimits(int maxRequestLine, int maxHeaderSize, int maxHeaders) {
  /** The defaults named above. */
  public static final HeadLimits DEFAULT = new HeadLimits(8_192, 32_768, 100);

  /** What a head of this size so far is to be refused with. */
  enum Excess {
    NONE(0, ""),
    REQUEST_LINE(414, "limits.max-request-line"),
    HEADER_SIZE(431, "limits.max-header-size"),
    HEADERS(431, "limits.max-headers");

    final int status;
    final String setting;

    Excess(int status, String setting) {
      this.status = status;
      this.setting = setting;
    }
  }

  /**
   * @param line bytes of the request line, to its end or as far as it has come
   * @param size bytes of the whole head, as far as it has come
   * @param fields lines behind the request line that have come to their end
   */
  Excess excess(int line, int size, int fields) {
    if (line > 2L * maxRequestLine) {
      return Excess.REQUEST_LINE;
    }
    if (size - line > 2L * maxHeaderSize) {
      return Excess.HEADER_SIZE;
    }
    return fields > maxHeaders + maxHeaders / 4L ? Excess.HEADERS : Excess.NONE;
  }
}
