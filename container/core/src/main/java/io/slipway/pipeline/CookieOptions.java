package io.slipway.pipeline;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Attributes that the application's cookies get where it did not set them.
 *
 * @param enabled on by default
 * @param rules in order; the first whose pattern matches the cookie's name decides. By default
 *     session cookies, {@code JSESSIONID*}, get {@code HttpOnly}, {@code SameSite=Lax} and, where
 *     the request came by HTTPS, {@code Secure}
 */
public record CookieOptions(boolean enabled, List<Rule> rules) {
  public enum Secure {
    /** As the application set it. */
    KEEP,
    /** Added where the request came by HTTPS. */
    HTTPS,
    ALWAYS
  }

  public enum SameSite {
    STRICT("Strict"),
    LAX("Lax"),
    NONE("None");

    final String text;

    SameSite(String text) {
      this.text = text;
    }
  }

  /**
   * @param name of the cookie; {@code *} stands for any characters
   * @param httpOnly whether it is added
   * @param sameSite added where the cookie has none; {@code None} makes it Secure too
   * @param partitioned whether it is added; makes the cookie Secure too
   */
  public record Rule(
      String name,
      Secure secure,
      boolean httpOnly,
      @Nullable SameSite sameSite,
      boolean partitioned) {}

  /** The defaults named above. */
  public static final CookieOptions DEFAULT =
      new CookieOptions(
          true, List.of(new Rule("JSESSIONID*", Secure.HTTPS, true, SameSite.LAX, false)));

  public CookieOptions {
    rules = List.copyOf(rules);
  }

  /**
   * What the rules say about {@code SameSite} for a cookie of this name, as it is written in the
   * field; empty if they leave it alone. For code that sets a cookie with a default of its own,
   * which the rules would otherwise take for the application's choice.
   */
  public Optional<String> sameSite(String cookieName) {
    return enabled
        ? new CookiePolicy(rules).rule(cookieName).map(Rule::sameSite).map(value -> value.text)
        : Optional.empty();
  }

  /** A copy with this {@link #enabled()}. */
  public CookieOptions withEnabled(boolean on) {
    return new CookieOptions(on, rules);
  }

  /** A copy with this {@link #rules()}. */
  public CookieOptions withRules(List<Rule> inOrder) {
    return new CookieOptions(enabled, inOrder);
  }
}
