package io.slipway.wire;

/**
 * Bounds on what one HTTP/2 connection may ask for: RFC 9113, 10.5. Excess streams are refused one
 * by one; the other bounds end the connection with {@code GOAWAY}, {@code ENHANCE_YOUR_CALM}.
 *
 * @param maxStreams most streams whose requests are served at a time, including those that the
 *     client has reset
 * @param maxResets most {@code RST_STREAM} frames within ten seconds
 * @param maxControlFrames most {@code PING}, {@code SETTINGS}, {@code PRIORITY}, unknown and empty
 *     {@code DATA} frames within ten seconds, with the {@code WINDOW_UPDATE} frames that nothing
 *     which was sent gives reason for
 * @param maxContinuations most {@code CONTINUATION} frames of one field section
 */
public record Http2Limits(
    int maxStreams, int maxResets, int maxControlFrames, int maxContinuations) {
  /** The time over which frames are counted. */
  public static final int WINDOW_MILLIS = 10_000;

  public static final Http2Limits DEFAULT = new Http2Limits(256, 200, 1_000, 10);
}
