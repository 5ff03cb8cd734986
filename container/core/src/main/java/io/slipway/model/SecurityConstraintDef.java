package io.slipway.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code security-constraint}, or what {@code @ServletSecurity} comes to: Servlet 6.1, 13.8.
 *
 * @param roles empty optional: no {@code auth-constraint}, anybody; empty set: nobody; may hold {@code *} and {@code **}
 */
public record SecurityConstraintDef(
    List<WebResource> resources, Optional<Set<String>> roles, Transport transport, Origin origin) {
  public SecurityConstraintDef {
    resources = List.copyOf(resources);
    roles = roles.map(Set::copyOf);
  }

  /**
   * {@code web-resource-collection}. Both sets empty: every method.
   *
   * @param methods {@code http-method}
   * @param omittedMethods {@code http-method-omission}
   */
  public record WebResource(String name, List<UrlPattern> patterns, Set<String> methods, Set<String> omittedMethods) {
    public WebResource {
      patterns = List.copyOf(patterns);
      methods = Set.copyOf(methods);
      omittedMethods = Set.copyOf(omittedMethods);
    }
  }

  /** {@code transport-guarantee}. */
  public enum Transport {
    NONE,
    INTEGRAL,
    CONFIDENTIAL
  }
}
