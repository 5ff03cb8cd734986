package io.slipway.pipeline;

import java.util.List;

/**
 * The header fields in which a proxy tells who its client is. They count only if the peer is
 * trusted; otherwise they are removed, so that no application believes them.
 *
 * @param enabled off by default
 * @param trusted addresses and CIDR blocks ({@code 10.0.0.0/8}, {@code ::1}) of proxies; by default
 *     those of this machine
 * @param headers which of the two families the proxies set; to be named if the proxies set one and
 *     pass the other on as they get it from clients; both by default
 */
public record ForwardedOptions(boolean enabled, List<String> trusted, Headers headers) {
  public enum Headers {
    /** {@code Forwarded}, RFC 7239. */
    FORWARDED,
    /** {@code X-Forwarded-For}, {@code -Proto}, {@code -Host}, {@code -Port}. */
    X_FORWARDED,
    /** Either; a request with both that name different clients is refused with 400. */
    BOTH
  }

  /** The defaults named above. */
  public static final ForwardedOptions DEFAULT =
      new ForwardedOptions(false, List.of("127.0.0.0/8", "::1"), Headers.BOTH);

  public ForwardedOptions {
    trusted = List.copyOf(trusted);
  }

  /**
   * What {@code trusted} may hold.
   *
   * @throws IllegalArgumentException whose message says what is wrong, as the end of a sentence
   */
  public static void checkTrusted(String text) {
    AddressBlocks.check(text);
  }

  /** A copy with this {@link #enabled()}. */
  public ForwardedOptions withEnabled(boolean on) {
    return new ForwardedOptions(on, trusted, headers);
  }

  /** A copy with this {@link #trusted()}. */
  public ForwardedOptions withTrusted(List<String> peers) {
    return new ForwardedOptions(enabled, peers, headers);
  }
}
