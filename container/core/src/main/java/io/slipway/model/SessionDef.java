package io.slipway.model;

import jakarta.servlet.SessionTrackingMode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * {@code session-config}: Servlet 6.1, 7.
 *
 * @param timeoutMinutes zero or less: never
 * @param trackingModes empty: the container's default (cookie and URL)
 */
public record SessionDef(
    OptionalInt timeoutMinutes, CookieDef cookie, Set<SessionTrackingMode> trackingModes) {
  public static final SessionDef DEFAULT =
      new SessionDef(OptionalInt.empty(), CookieDef.DEFAULT, Set.of());

  public SessionDef {
    trackingModes = Set.copyOf(trackingModes);
  }

  /**
   * {@code cookie-config}; what is not declared is empty.
   *
   * @param maxAge seconds
   * @param attributes further attributes such as {@code SameSite}, names as written
   */
  public record CookieDef(
      Optional<String> name,
      Optional<String> domain,
      Optional<String> path,
      Optional<Boolean> httpOnly,
      Optional<Boolean> secure,
      OptionalInt maxAge,
      Map<String, String> attributes) {
    public static final CookieDef DEFAULT =
        new CookieDef(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Map.of());

    public CookieDef {
      attributes = ServletDef.ordered(attributes);
    }
  }
}
