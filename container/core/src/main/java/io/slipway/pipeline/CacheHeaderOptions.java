package io.slipway.pipeline;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Cache-Control} and {@code Expires} for responses whose application has set neither, and
 * {@code private} for those that are one client's.
 *
 * @param enabled on by default
 * @param rules in order; the first that matches decides; none by default
 * @param immutableFingerprinted whether files with a hash in their name ({@code app.3f9a2c1b.js})
 *     may be kept for a year, unless a rule says otherwise; on by default
 */
public record CacheHeaderOptions(
    boolean enabled, List<Rule> rules, boolean immutableFingerprinted) {
  /**
   * @param path below the context: {@code /static/*}, {@code *.css}, {@code /logo.svg}, or {@code
   *     *}
   * @param mimeType {@code image/*}, {@code text/css}, or {@code *}
   * @param cacheControl the value of {@code Cache-Control}; null to make one of {@code maxAge}
   * @param maxAge sets {@code Expires} too; null for none
   * @param personal whether the rule also holds unchanged for responses that set a cookie, have an
   *     authenticated user, or whose application has looked at a session; otherwise these are
   *     {@code private}
   */
  public record Rule(
      String path,
      String mimeType,
      @Nullable String cacheControl,
      @Nullable Duration maxAge,
      boolean personal) {}

  /** The defaults named above. */
  public static final CacheHeaderOptions DEFAULT = new CacheHeaderOptions(true, List.of(), true);

  public CacheHeaderOptions {
    rules = List.copyOf(rules);
  }

  /** A copy with this {@link #enabled()}. */
  public CacheHeaderOptions withEnabled(boolean on) {
    return new CacheHeaderOptions(on, rules, immutableFingerprinted);
  }

  /** A copy with this {@link #rules()}. */
  public CacheHeaderOptions withRules(List<Rule> inOrder) {
    return new CacheHeaderOptions(enabled, inOrder, immutableFingerprinted);
  }
}
