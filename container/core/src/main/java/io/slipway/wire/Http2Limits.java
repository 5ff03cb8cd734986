package io.slipway.wire;

/**
 * Bounds on what one HTTP/2 connection may ask for: RFC 9113, 10.5. More streams are refused one by
 * one, the others end the connection with {@code GOAWAY}, {@code ENHANCE_YOUR_CALM}.
 *
 * @param maxStreams whose requests are served at once, those that the client has reset with them
 * @param maxResets {@code RST_STREAM} frames within ten seconds
 * @param maxControlFrames {@code PING}, {@code SETTINGS}, {@code PRIORITY}, unknown and empty
 *     {@code DATA} frames within ten seconds, and {@code WINDOW_UPDATE} frames that nothing which
 *     was sent gives reason for
 * @param maxContinuations {@code CONTINUATION} frames of one field section
 */
public record Http2Limits(
    int maxStreams, int maxResets, int maxControlFrames, int maxContinuations) {
  /** Over which frames are counted. */
  public static final int WINDOW_MILLIS = 10_000;

  public static final Http2Limits DEFAULT = new Http2Limits(256, 200, 1_000, 10);
}
