package io.slipway.wire;

/**
 * Bounds on heads. In HTTP/1.1 they hold while a head arrives, too: one that is only a little
 * larger than allowed is read to its end, so that the pipeline can answer it as the client would
 * like the answer; of one that is far beyond, or that Undertow would not take, nothing more is
 * kept.
 *
 * @param maxRequestLine bytes of the target; more is 414, from twice as much on at once
 * @param maxHeaderSize bytes of all fields together; more is 431, from twice as much on at once
 * @param maxHeaders number of fields; more is 431, from a quarter more on at once
 */
public record HeadLimits(int maxRequestLine, int maxHeaderSize, int maxHeaders) {
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
