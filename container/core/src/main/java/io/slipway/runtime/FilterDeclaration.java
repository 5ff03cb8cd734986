package io.slipway.runtime;

import io.slipway.model.FilterMappingDef;
import io.slipway.model.UrlPattern;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A filter as it is registered, by descriptor, annotation or code: Servlet 6.1, 4.4.2. */
public final class FilterDeclaration extends Declaration<Filter>
    implements FilterRegistration.Dynamic {
  private final Registrations registrations;

  FilterDeclaration(Registrations registrations, Window window, String name) {
    super(window, name, Filter.class);
    this.registrations = registrations;
  }

  @Override
  public void addMappingForServletNames(
      @Nullable EnumSet<DispatcherType> dispatcherTypes,
      boolean isMatchAfter,
      String... servletNames) {
    window.requireOpen("addMappingForServletNames");
    requireSome(servletNames, "servlet name");
    registrations.map(
        new FilterMappingDef(
            getName(), List.of(), Arrays.asList(servletNames), types(dispatcherTypes)),
        isMatchAfter);
  }

  @Override
  public void addMappingForUrlPatterns(
      @Nullable EnumSet<DispatcherType> dispatcherTypes,
      boolean isMatchAfter,
      String... urlPatterns) {
    window.requireOpen("addMappingForUrlPatterns");
    requireSome(urlPatterns, "URL pattern");
    List<UrlPattern> patterns =
        Arrays.stream(urlPatterns)
            .map(p -> UrlPattern.isEverything(p) ? UrlPattern.EVERYTHING : UrlPattern.parse(p))
            .toList();
    registrations.map(
        new FilterMappingDef(getName(), patterns, List.of(), types(dispatcherTypes)), isMatchAfter);
  }

  private void requireSome(String @Nullable [] given, String what) {
    if (given == null || given.length == 0 || Arrays.asList(given).contains(null)) {
      throw new IllegalArgumentException("No " + what + " to map filter " + getName() + " to");
    }
  }

  private static Set<DispatcherType> types(@Nullable EnumSet<DispatcherType> given) {
    return given == null || given.isEmpty() ? EnumSet.of(DispatcherType.REQUEST) : given;
  }

  @Override
  public Collection<String> getServletNameMappings() {
    return registrations.filterMappings().stream()
        .filter(m -> m.filterName().equals(getName()))
        .flatMap(m -> m.servletNames().stream())
        .distinct()
        .toList();
  }

  @Override
  public Collection<String> getUrlPatternMappings() {
    return registrations.filterMappings().stream()
        .filter(m -> m.filterName().equals(getName()))
        .flatMap(m -> m.patterns().stream())
        .map(UrlPattern::text)
        .distinct()
        .toList();
  }
}
