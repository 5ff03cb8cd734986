package io.slipway.wire;

/**
 * Bounds on what one HTTP/2 connection may ask for: RFC 9113, 10.5. Excess streams are refused one
 * by one; the other bounds end the connection with {@code GOAWAY}, {@code ENHANCE_YOUR_CALM}.
 *
 * @param maxStreams most streams whose requests are served at a time, including those that the
 *     client has reset; 256 by default
 * @param maxResets most {@code RST_STREAM} frames within ten seconds, with the streams that the
 *     server has to reset for what the client has sent; 200 by default
 * @param maxControlFrames most {@code PING}, {@code SETTINGS}, {@code PRIORITY}, {@code GOAWAY},
 *     unknown and empty {@code DATA} frames within ten seconds, with {@code WINDOW_UPDATE} frames
 *     without reason and streams that the server refuses or breaks off; 1,000 by default
 * @param maxContinuations most {@code CONTINUATION} frames of one field section; 10 by default
 */
public record Http2Limits(
    int maxStreams, int maxResets, int maxControlFrames, int maxContinuations) {
  /** The time over which frames are counted. */
  public static final int WINDOW_MILLIS = 10_000;

  /** The defaults named above. */
  public static final Http2Limits DEFAULT = new Http2Limits(256, 200, 1_000, 10);
}
