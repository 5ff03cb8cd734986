package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Filter;
import io.slipway.descriptor.Descriptor.FilterMapping;
import io.slipway.descriptor.Descriptor.Servlet;
import io.slipway.descriptor.Hierarchy.Answer;
import io.slipway.model.Origin;
import io.slipway.model.SecurityConstraintDef;
import io.slipway.model.UrlPattern;
import java.util.EventListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can only be judged once everything is merged: names that lead nowhere, patterns claimed
 * twice (12.2), classes that are not there.
 */
final class Consistency {
  /** Servlets that the container brings, which a webapp may map without declaring them. */
  private static final Set<String> OF_THE_CONTAINER = Set.of("default", "jsp");

  private final Descriptor merged;
  private final ClassIndex index;
  private final Hierarchy hierarchy;
  private final Set<String> refused;
  private final Problems problems;

  /**
   * @param refused classes of which it has been told that they cannot run
   */
  Consistency(
      Descriptor merged,
      ClassIndex index,
      Hierarchy hierarchy,
      Set<String> refused,
      Problems problems) {
    this.merged = merged;
    this.index = index;
    this.hierarchy = hierarchy;
    this.refused = refused;
    this.problems = problems;
  }

  void check() {
    checkServletMappings();
    checkFilterMappings();
    checkClasses();
    checkSecurity();
  }

  private void checkServletMappings() {
    Map<UrlPattern, Said<String>> claimed = new HashMap<>();
    merged.servletMappings.forEach(
        (name, patterns) -> {
          if (!merged.servlets.containsKey(name) && !OF_THE_CONTAINER.contains(name)) {
            Origin at = patterns.isEmpty() ? Origin.of(merged.source) : patterns.get(0).at();
            problems.error(
                "mapping-of-unknown-servlet",
                at,
                "<servlet-mapping> names the servlet \"" + name + "\", which is not declared",
                "declare it, or correct the name");
          }
          if (merged.isEnabled(name)) {
            patterns.forEach(p -> claim(claimed, p, name));
          }
        });
  }

  private void claim(
      Map<UrlPattern, Said<String>> claimed, Said<UrlPattern> pattern, String servlet) {
    Said<String> first = claimed.putIfAbsent(pattern.value(), new Said<>(servlet, pattern.at()));
    if (first != null && !first.value().equals(servlet)) {
      problems.error(
          "duplicate-url-pattern",
          pattern.at(),
          "The URL pattern \""
              + pattern.value().text()
              + "\" is mapped to the servlet \""
              + servlet
              + "\" and, at "
              + first.at()
              + ", to \""
              + first.value()
              + "\"",
          "map it to one of them");
    }
  }

  private void checkFilterMappings() {
    for (FilterMapping mapping : merged.filterMappings) {
      String filter = mapping.def().filterName();
      if (!merged.filters.containsKey(filter)) {
        problems.error(
            "mapping-of-unknown-filter",
            mapping.origin(),
            "<filter-mapping> names the filter \"" + filter + "\", which is not declared",
            "declare it, or correct the name");
      }
      for (String servlet : mapping.def().servletNames()) {
        if (!servlet.equals("*")
            && !OF_THE_CONTAINER.contains(servlet)
            && !merged.servlets.containsKey(servlet)) {
          problems.warn(
              "filter-on-unknown-servlet",
              mapping.origin(),
              "The filter \""
                  + filter
                  + "\" is mapped to the servlet \""
                  + servlet
                  + "\", which no descriptor or annotation declares",
              "correct the name, unless code adds this servlet");
        }
      }
    }
  }

  private void checkClasses() {
    for (Servlet servlet : merged.servlets.values()) {
      checkClass(servlet.className(), "servlet", servlet.origin, jakarta.servlet.Servlet.class);
    }
    for (Filter filter : merged.filters.values()) {
      if (filter.className != null) {
        checkClass(filter.className.value(), "filter", filter.origin, jakarta.servlet.Filter.class);
      }
    }
    merged.listeners.forEach(
        l -> checkClass(l.className(), "listener", l.origin(), EventListener.class));
  }

  private void checkClass(@Nullable String className, String kind, Origin at, Class<?> type) {
    // whether it is there at all, only the class loader can tell
    if (className != null
        && !refused.contains(className)
        && index.find(className) != null
        && hierarchy.isA(className, type) == Answer.NO) {
      problems.error(
          "wrong-class",
          at,
          "The class " + className + " is declared as a " + kind + " but is not one",
          "it must implement "
              + (kind.equals("listener")
                  ? "a listener interface of jakarta.servlet"
                  : type.getName()));
    }
  }

  private void checkSecurity() {
    boolean needsLogin = false;
    for (SecurityConstraintDef constraint : merged.constraints) {
      for (String role : constraint.roles().orElse(Set.of())) {
        needsLogin = true;
        if (!List.of("*", "**").contains(role) && !merged.declaredRoles.contains(role)) {
          problems.warn(
              "undeclared-role",
              constraint.origin(),
              "The role \"" + role + "\" of the constraint is not declared",
              "add a <security-role> for it");
        }
      }
    }
    if (needsLogin && merged.login == null) {
      problems.warn(
          "constraint-without-login",
          merged.constraints.get(0).origin(),
          "There are constraints with roles but no <login-config>: nobody can log in unless code does it",
          "add <login-config>");
    }
  }
}
