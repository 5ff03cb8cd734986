package io.slipway.descriptor;

import io.slipway.model.LoginDef;
import io.slipway.model.SecurityConstraintDef;
import io.slipway.model.SecurityConstraintDef.Transport;
import io.slipway.model.SecurityConstraintDef.WebResource;
import io.slipway.model.UrlPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code security-constraint}, {@code login-config} and {@code security-role}: Servlet 6.1, 13.8
 * and 13.6.
 */
final class SecurityElements {
  private static final Set<String> METHODS = Set.of("BASIC", "DIGEST", "FORM", "CLIENT-CERT");

  private final Problems problems;
  private final Values values;
  private final DescriptorVersion version;
  private final Descriptor descriptor;

  SecurityElements(
      Problems problems, Values values, DescriptorVersion version, Descriptor descriptor) {
    this.problems = problems;
    this.values = values;
    this.version = version;
    this.descriptor = descriptor;
  }

  void read(XmlElement root) {
    for (XmlElement role : root.children("security-role")) {
      values.name(role, "role-name").ifPresent(descriptor.declaredRoles::add);
    }
    root.children("security-constraint").forEach(this::constraint);
    root.child("login-config").ifPresent(this::login);
  }

  private void constraint(XmlElement element) {
    List<WebResource> resources = new ArrayList<>();
    element.children("web-resource-collection").forEach(r -> resources.add(resource(r)));
    Optional<Set<String>> roles =
        element
            .child("auth-constraint")
            .map(
                auth -> {
                  Set<String> names = new LinkedHashSet<>();
                  auth.children("role-name").forEach(r -> values.name(r).ifPresent(names::add));
                  return names;
                });
    Transport transport =
        element
            .child("user-data-constraint")
            .flatMap(u -> u.child("transport-guarantee"))
            .flatMap(t -> values.choice(t, Transport.class))
            .orElse(Transport.NONE);
    descriptor.constraints.add(
        new SecurityConstraintDef(resources, roles, transport, element.origin()));
  }

  private WebResource resource(XmlElement element) {
    List<UrlPattern> patterns = new ArrayList<>();
    element
        .children("url-pattern")
        .forEach(p -> values.pattern(p, version.slashOptional()).ifPresent(patterns::add));
    if (element.children("url-pattern").isEmpty()) {
      problems.warn(
          "constraint-without-pattern",
          element.origin(),
          "<web-resource-collection> has no <url-pattern> and protects nothing",
          "add a <url-pattern>");
    }
    Set<String> methods = methods(element, "http-method");
    Set<String> omitted = methods(element, "http-method-omission");
    if (!methods.isEmpty() && !omitted.isEmpty()) {
      problems.error(
          "methods-and-omissions",
          element.origin(),
          "<web-resource-collection> has both <http-method> and <http-method-omission>",
          "make two collections of it");
    }
    return new WebResource(
        element.textOf("web-resource-name").orElse(""), patterns, methods, omitted);
  }

  private Set<String> methods(XmlElement element, String name) {
    Set<String> methods = new LinkedHashSet<>();
    for (XmlElement child : element.children(name)) {
      values
          .name(child)
          .ifPresent(
              method -> {
                if (!method.chars().allMatch(SecurityElements::isTokenCharacter)) {
                  problems.error(
                      "bad-method",
                      child.origin(),
                      "\"" + method + "\" is not the name of an HTTP method",
                      "write one like GET");
                } else {
                  methods.add(method);
                }
              });
    }
    return methods;
  }

  /** RFC 9110, 5.6.2. */
  private static boolean isTokenCharacter(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private void login(XmlElement element) {
    Optional<XmlElement> form = element.child("form-login-config");
    String method = element.textOf("auth-method").orElse("BASIC");
    if (element.textOf("auth-method").isEmpty()) {
      problems.warn(
          "login-without-method",
          element.origin(),
          "<login-config> has no <auth-method>; BASIC is taken",
          "add <auth-method>");
    } else if (!METHODS.contains(method)) {
      String hint =
          METHODS.contains(method.replace('_', '-').toUpperCase(Locale.ROOT))
              ? " (it is case sensitive)"
              : "";
      problems.warn(
          "unknown-auth-method",
          element.child("auth-method").get().origin(),
          "The <auth-method> \""
              + method
              + "\" is not one of BASIC, DIGEST, FORM and CLIENT-CERT"
              + hint,
          "write one of the four, or add the extension that knows it");
    }
    if (method.equals("FORM") && form.isEmpty()) {
      problems.error(
          "form-login-without-pages",
          element.origin(),
          "<auth-method> is FORM but there is no <form-login-config>",
          "add <form-login-config> with the login page and the error page");
    }
    Optional<String> page = form.flatMap(f -> f.child("form-login-page")).flatMap(values::path);
    Optional<String> error = form.flatMap(f -> f.child("form-error-page")).flatMap(values::path);
    descriptor.login =
        new Said<>(
            new LoginDef(method, element.textOf("realm-name"), page, error, element.origin()),
            element.origin());
  }
}
