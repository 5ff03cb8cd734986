package io.slipway.runtime;

import io.slipway.model.ComponentType;
import io.slipway.model.FilterDef;
import io.slipway.model.FilterMappingDef;
import io.slipway.model.JspDef;
import io.slipway.model.Origin;
import io.slipway.model.SecurityConstraintDef;
import io.slipway.model.ServletDef;
import io.slipway.model.UrlPattern;
import io.slipway.model.WebApp;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The servlets and filters of a webapp while it is being initialised: first those of the model,
 * then what code adds to them. Used by the thread that deploys; only read afterwards.
 */
final class Registrations {
  // the servlets that every webapp has from the container unless it has its own
  static final String DEFAULT = "default";
  static final String JSP = "jsp";

  private static final Map<String, List<UrlPattern>> OWN_PATTERNS =
      Map.of(
          DEFAULT, List.of(UrlPattern.parse("/")),
          JSP, List.of(UrlPattern.parse("*.jsp"), UrlPattern.parse("*.jspx")));

  private final Window window;
  private final WebApp model;
  private final Map<String, ServletDeclaration> servlets = new LinkedHashMap<>();
  private final Map<String, FilterDeclaration> filters = new LinkedHashMap<>();
  private final List<FilterMappingDef> mappingsBefore = new ArrayList<>();
  private final List<FilterMappingDef> mappingsDeclared;
  private final List<FilterMappingDef> mappingsAfter = new ArrayList<>();
  private final Set<String> provided = new LinkedHashSet<>();

  Registrations(Window window, WebApp model) {
    this.window = window;
    this.model = model;
    this.mappingsDeclared = model.filterMappings();
    for (ServletDef def : model.servlets()) {
      ServletDeclaration servlet = new ServletDeclaration(this, window, def.name());
      servlet.declare(def);
      if (def.type() instanceof ComponentType.ClassName type) {
        servlet.completeWith(type.name());
      } else if (def.type() instanceof ComponentType.Page page) {
        servlet.completeWithPage(page.path());
      }
      servlets.put(def.name(), servlet);
    }
    for (FilterDef def : model.filters()) {
      FilterDeclaration filter = new FilterDeclaration(this, window, def.name());
      filter.declare(def.initParams(), def.asyncSupported());
      if (!def.className().isEmpty()) {
        filter.completeWith(def.className());
      }
      filters.put(def.name(), filter);
    }
  }

  /**
   * Puts a servlet of the container behind a name, if the webapp has none of that name, and behind
   * the patterns nobody takes.
   */
  void provide(String name, Declaration.Maker<Servlet> servlet) {
    ServletDeclaration declaration = servlets.get(name);
    if (declaration != null && !declaration.isPreliminary()) {
      return;
    }
    if (declaration == null) {
      declaration = new ServletDeclaration(this, window, name);
      servlets.put(name, declaration);
    }
    declaration.declare(Map.of(), true);
    // Frameworks load the class that a registration names, and Vaadin takes one that it cannot load
    // for its own: so it is what a webapp sees of the container's servlet
    declaration.complete(HttpServlet.class.getName(), servlet);
    provided.add(name);
  }

  boolean isProvided(String servletName) {
    return provided.contains(servletName);
  }

  /** Null if there already is a complete servlet of that name. */
  @Nullable ServletDeclaration addServlet(String name) {
    window.requireOpen("addServlet");
    Declaration.requireText(name, "The name of a servlet");
    ServletDeclaration known = servlets.get(name);
    if (known != null) {
      // the container's own make way for the webapp's
      return known.isPreliminary() || provided.remove(name) ? known : null;
    }
    ServletDeclaration added = new ServletDeclaration(this, window, name);
    servlets.put(name, added);
    return added;
  }

  @Nullable FilterDeclaration addFilter(String name) {
    window.requireOpen("addFilter");
    Declaration.requireText(name, "The name of a filter");
    FilterDeclaration known = filters.get(name);
    if (known != null) {
      return known.isPreliminary() ? known : null;
    }
    FilterDeclaration added = new FilterDeclaration(this, window, name);
    filters.put(name, added);
    return added;
  }

  @Nullable ServletDeclaration servlet(String name) {
    return servlets.get(name);
  }

  @Nullable FilterDeclaration filter(String name) {
    return filters.get(name);
  }

  Map<String, ServletDeclaration> servlets() {
    return Collections.unmodifiableMap(servlets);
  }

  Map<String, FilterDeclaration> filters() {
    return Collections.unmodifiableMap(filters);
  }

  void map(FilterMappingDef mapping, boolean after) {
    (after ? mappingsAfter : mappingsBefore).add(mapping);
  }

  List<FilterMappingDef> filterMappings() {
    List<FilterMappingDef> all = new ArrayList<>(mappingsBefore);
    all.addAll(mappingsDeclared);
    all.addAll(mappingsAfter);
    return all;
  }

  /** Whose pattern it is; those that the container gives to its own servlets belong to nobody. */
  @Nullable ServletDeclaration mappedTo(UrlPattern pattern) {
    for (ServletDeclaration servlet : servlets.values()) {
      if (servlet.patterns().contains(pattern)) {
        return servlet;
      }
    }
    return null;
  }

  boolean constrainedByDescriptor(UrlPattern pattern) {
    return model.constraints().stream()
        .flatMap(c -> c.resources().stream())
        .anyMatch(r -> r.patterns().contains(pattern));
  }

  /**
   * Constraints of the model and of what code has set on servlets: Servlet 6.1, 13.4.1 and 13.4.2.
   */
  List<SecurityConstraintDef> constraints() {
    List<SecurityConstraintDef> all = new ArrayList<>(model.constraints());
    for (ServletDeclaration servlet : servlets.values()) {
      ServletSecurityElement element = servlet.security();
      if (element != null) {
        List<UrlPattern> free =
            patterns(servlet).stream().filter(p -> !constrainedByDescriptor(p)).toList();
        all.addAll(
            SecurityConstraintDef.of(
                element,
                free,
                Origin.of("servlet " + servlet.getName() + " (" + servlet.getClassName() + ")")));
      }
    }
    return all;
  }

  /**
   * What requests for a servlet match: its own patterns, those that the container gives to its
   * servlets, for as long as nobody takes them, and for that of pages those of the groups of pages.
   */
  List<UrlPattern> patterns(ServletDeclaration servlet) {
    Set<UrlPattern> patterns = new LinkedHashSet<>(servlet.patterns());
    if (servlet.getName().equals(JSP)) {
      patterns.addAll(pages());
    }
    if (provided.contains(servlet.getName())) {
      OWN_PATTERNS.getOrDefault(servlet.getName(), List.of()).stream()
          .filter(p -> mappedTo(p) == null)
          .forEach(patterns::add);
    }
    return List.copyOf(patterns);
  }

  private List<UrlPattern> pages() {
    return model.jsp().map(JspDef::pages).orElse(List.of());
  }

  /**
   * Every pattern with the name of its servlet. A group of pages comes before a servlet with the
   * same pattern: Pages 4.0, 3.3.2.
   */
  Map<UrlPattern, String> servletPatterns() {
    Map<UrlPattern, String> patterns = new LinkedHashMap<>();
    pages().forEach(p -> patterns.put(p, JSP));
    for (ServletDeclaration servlet : servlets.values()) {
      patterns(servlet).forEach(p -> patterns.putIfAbsent(p, servlet.getName()));
    }
    return patterns;
  }
}
