package io.slipway.model;

import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One {@code filter-mapping}: Servlet 6.1, 6.2.4. Order among mappings is the order of the list
 * that holds them.
 *
 * @param servletNames may hold {@code *}, every servlet
 * @param dispatchers never empty
 */
public record FilterMappingDef(
    String filterName,
    List<UrlPattern> patterns,
    List<String> servletNames,
    Set<DispatcherType> dispatchers) {
  public FilterMappingDef {
    patterns = List.copyOf(patterns);
    servletNames = List.copyOf(servletNames);
    dispatchers =
        dispatchers.isEmpty()
            ? Set.of(DispatcherType.REQUEST)
            : Set.copyOf(EnumSet.copyOf(dispatchers));
  }
}
