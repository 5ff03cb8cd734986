package io.slipway.runtime;

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
  private final Map<String, ServletHolder> servlets = new LinkedHashMap<>();
  private final Map<String, FilterHolder> filters = new LinkedHashMap<>();
  private final List<FilterHolder> initialised = new ArrayList<>();

  /** Without instances yet. */
  void makeServlets(Collection<ServletDeclaration> declared, HolderFactory factory)
      throws ServletException {
    for (ServletDeclaration servlet : declared) {
      servlets.put(servlet.getName(), factory.servlet(servlet));
    }
  }

  /** Each with its instance, initialised: Servlet 6.1, 6.2.1. */
  void startFilters(Collection<FilterDeclaration> declared, HolderFactory factory)
      throws ServletException {
    for (FilterDeclaration filter : declared) {
      FilterHolder holder = factory.filter(filter);
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
