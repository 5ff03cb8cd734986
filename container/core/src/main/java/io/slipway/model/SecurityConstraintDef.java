package io.slipway.model;

import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code security-constraint}, or what {@code @ServletSecurity} comes to: Servlet 6.1, 13.8.
 *
 * @param roles empty optional: no {@code auth-constraint}, anybody; empty set: nobody; may hold
 *     {@code *} and {@code **}
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
  public record WebResource(
      String name, List<UrlPattern> patterns, Set<String> methods, Set<String> omittedMethods) {
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

  /**
   * The constraints that {@code @ServletSecurity} or {@code ServletRegistration.setServletSecurity}
   * stand for: Servlet 6.1, 13.4.1.2 and 13.4.1.3. The role name {@code *}, which has no special
   * meaning there, is left out, so that it stands for nobody.
   *
   * @param patterns those of the servlet which no descriptor constrains; empty: no constraints
   */
  public static List<SecurityConstraintDef> of(
      ServletSecurityElement element, List<UrlPattern> patterns, Origin origin) {
    if (patterns.isEmpty()) {
      return List.of();
    }
    List<SecurityConstraintDef> constraints = new ArrayList<>();
    boolean someMethodConstrained =
        element.getHttpMethodConstraints().stream().anyMatch(c -> !permitsAll(c));
    // "must NOT be created if the method-independent constraint returns all default values and at
    // least one method's does not"
    if (!(permitsAll(element) && someMethodConstrained)) {
      constraints.add(
          constraint(
              element, patterns, Set.of(), new LinkedHashSet<>(element.getMethodNames()), origin));
    }
    for (HttpMethodConstraintElement method : element.getHttpMethodConstraints()) {
      constraints.add(
          constraint(method, patterns, Set.of(method.getMethodName()), Set.of(), origin));
    }
    return List.copyOf(constraints);
  }

  private static SecurityConstraintDef constraint(
      HttpConstraintElement element,
      List<UrlPattern> patterns,
      Set<String> methods,
      Set<String> omitted,
      Origin origin) {
    Optional<Set<String>> roles;
    if (element.getRolesAllowed().length > 0) {
      Set<String> named = new LinkedHashSet<>(Arrays.asList(element.getRolesAllowed()));
      named.remove("*");
      roles = Optional.of(named);
    } else if (element.getEmptyRoleSemantic() == EmptyRoleSemantic.DENY) {
      roles = Optional.of(Set.of());
    } else {
      roles = Optional.empty();
    }
    Transport transport =
        element.getTransportGuarantee() == TransportGuarantee.CONFIDENTIAL
            ? Transport.CONFIDENTIAL
            : Transport.NONE;
    return new SecurityConstraintDef(
        List.of(new WebResource(origin.source(), patterns, methods, omitted)),
        roles,
        transport,
        origin);
  }

  private static boolean permitsAll(HttpConstraintElement element) {
    return element.getRolesAllowed().length == 0
        && element.getEmptyRoleSemantic() == EmptyRoleSemantic.PERMIT
        && element.getTransportGuarantee() == TransportGuarantee.NONE;
  }
}
