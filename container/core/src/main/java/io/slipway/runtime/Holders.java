package io.slipway.runtime;

import io.slipway.spi.Component;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servlets and filters of a webapp by name, in the order of declaration, from the end of
 * registration to the end of the webapp. Changed by the deployer's thread alone.
 */
final class Holders {
  private final ServletContext context;
  private final Components components;
  private final Map<String, ServletHolder> servlets = new LinkedHashMap<>();
  private final Map<String, FilterHolder> filters = new LinkedHashMap<>();
  private final List<FilterHolder> initialised = new ArrayList<>();

  Holders(ServletContext context, Components components) {
    this.context = context;
    this.components = components;
  }

  /** Without instances yet. */
  void makeServlets(Collection<ServletDeclaration> declared) throws ServletException {
    for (ServletDeclaration servlet : declared) {
      servlets.put(servlet.getName(), holder(servlet));
    }
  }

  private ServletHolder holder(ServletDeclaration servlet) throws ServletException {
    Declaration.Maker<Servlet> maker = servlet.maker();
    Map<String, String> params = servlet.getInitParameters();
    if (servlet.page() != null) {
      params = new LinkedHashMap<>(params);
      params.put("jspFile", servlet.page());
    }
    return new ServletHolder(
        new ServletHolder.Config(
            servlet.getName(),
            params,
            servlet.asyncSupported(),
            servlet.enabled(),
            servlet.multipart(),
            servlet.roleRefs(),
            () -> maker.make(components)),
        context);
  }

  /** Answers for what no client may have. */
  ServletHolder hidden() {
    return new ServletHolder(
        new ServletHolder.Config(
            Registrations.DEFAULT,
            Map.of(),
            true,
            true,
            null,
            Map.of(),
            () -> Component.of(new Hidden())),
        context);
  }

  /** Each with its instance, initialised: Servlet 6.1, 6.2.1. */
  void startFilters(Collection<FilterDeclaration> declared) throws ServletException {
    for (FilterDeclaration filter : declared) {
      FilterHolder holder =
          new FilterHolder(
              filter.getName(),
              filter.asyncSupported(),
              filter.getInitParameters(),
              context,
              filter.maker().make(components));
      filters.put(filter.getName(), holder);
      holder.init();
      initialised.add(holder);
    }
  }

  /**
   * {@code load-on-startup}: the lowest first, those of equal number in the order of declaration;
   * negative ones by their first request.
   */
  void loadServlets(Collection<ServletDeclaration> declared) throws ServletException {
    List<ServletDeclaration> eager =
        declared.stream()
            .filter(s -> s.loadOnStartup().orElse(-1) >= 0 && s.enabled())
            .sorted(Comparator.comparingInt(s -> s.loadOnStartup().orElse(0)))
            .toList();
    for (ServletDeclaration servlet : eager) {
      ServletHolder holder = servlets.get(servlet.getName());
      if (holder != null) {
        holder.loadAtStartup();
      }
    }
  }

  Map<String, ServletHolder> servlets() {
    return servlets;
  }

  @Nullable ServletHolder servlet(String name) {
    return servlets.get(name);
  }

  Map<String, FilterHolder> filters() {
    return filters;
  }

  /** Servlets, then filters, the last first. Never throws. */
  void destroy() {
    List<ServletHolder> started = new ArrayList<>(servlets.values());
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).destroy();
    }
    for (int i = initialised.size() - 1; i >= 0; i--) {
      initialised.get(i).destroy();
    }
    servlets.clear();
    filters.clear();
    initialised.clear();
  }
}
