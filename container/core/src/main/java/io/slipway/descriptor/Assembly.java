package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Filter;
import io.slipway.descriptor.Descriptor.FilterMapping;
import io.slipway.descriptor.Descriptor.Once;
import io.slipway.descriptor.Descriptor.Servlet;
import io.slipway.model.ComponentType;
import io.slipway.model.ErrorPageDef;
import io.slipway.model.FilterDef;
import io.slipway.model.JspDef;
import io.slipway.model.Origin;
import io.slipway.model.ServletDef;
import io.slipway.model.SessionDef;
import io.slipway.model.SessionDef.CookieDef;
import io.slipway.model.UrlPattern;
import io.slipway.model.WebApp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The merged descriptor to the model, with the specification's defaults for what nobody said. */
final class Assembly {
  private static final List<String> WELCOME_FILES = List.of("index.html", "index.htm", "index.jsp");

  private final Descriptor merged;

  Assembly(Descriptor merged) {
    this.merged = merged;
  }

  WebApp webApp(FragmentOrder.Result order) {
    return new WebApp(
        string(Once.DISPLAY_NAME),
        string(Once.DEFAULT_CONTEXT_PATH),
        merged.majorVersion,
        merged.minorVersion,
        merged.metadataComplete,
        merged.distributable,
        merged.denyUncoveredHttpMethods,
        values(merged.contextParams),
        servlets(),
        merged.filters.values().stream().map(Assembly::filter).toList(),
        merged.filterMappings.stream().map(FilterMapping::def).toList(),
        merged.listeners,
        merged.errorPages.values().stream().<ErrorPageDef>map(Said::value).toList(),
        merged.welcomeFiles.isEmpty() ? WELCOME_FILES : merged.welcomeFiles,
        values(merged.mimeMappings),
        values(merged.localeEncodings),
        string(Once.REQUEST_ENCODING),
        string(Once.RESPONSE_ENCODING),
        session(),
        merged.constraints,
        Optional.ofNullable(merged.login).map(Said::value),
        roles(),
        merged.hasJspConfig
            ? Optional.of(new JspDef(values(merged.taglibs), merged.propertyGroups))
            : Optional.empty(),
        List.copyOf(merged.naming.values()),
        order.declared() ? Optional.of(order.jars()) : Optional.empty(),
        order.jars(),
        merged.postConstruct,
        merged.preDestroy);
  }

  private List<ServletDef> servlets() {
    List<ServletDef> servlets = new ArrayList<>();
    merged.servlets.values().forEach(s -> servlets.add(servlet(s)));
    // mapped, not declared: one that the container brings; Consistency has refused all others
    merged.servletMappings.forEach(
        (name, patterns) -> {
          if (!merged.servlets.containsKey(name)) {
            Origin origin = patterns.isEmpty() ? Origin.of(merged.source) : patterns.get(0).at();
            servlets.add(servlet(new Servlet(name, origin)));
          }
        });
    return servlets;
  }

  private ServletDef servlet(Servlet servlet) {
    List<UrlPattern> patterns = new ArrayList<>();
    merged
        .servletMappings
        .getOrDefault(servlet.name, List.of())
        .forEach(p -> patterns.add(p.value()));
    return new ServletDef(
        servlet.name,
        servlet.type == null ? new ComponentType.Preliminary() : servlet.type.value(),
        patterns,
        values(servlet.initParams),
        // negative is the same as absent (8.1.1, 14.4)
        servlet.loadOnStartup == null || servlet.loadOnStartup.value() < 0
            ? OptionalInt.empty()
            : OptionalInt.of(servlet.loadOnStartup.value()),
        is(servlet.asyncSupported, false),
        is(servlet.enabled, true),
        Optional.ofNullable(servlet.multipart).map(Said::value),
        Optional.ofNullable(servlet.runAs).map(Said::value),
        values(servlet.roleRefs),
        servlet.origin);
  }

  private static FilterDef filter(Filter filter) {
    return new FilterDef(
        filter.name,
        filter.className == null ? "" : filter.className.value(),
        values(filter.initParams),
        is(filter.asyncSupported, false),
        filter.origin);
  }

  private SessionDef session() {
    CookieDef cookie =
        new CookieDef(
            string(Once.COOKIE_NAME),
            string(Once.COOKIE_DOMAIN),
            string(Once.COOKIE_PATH),
            bool(Once.COOKIE_HTTP_ONLY),
            bool(Once.COOKIE_SECURE),
            integer(Once.COOKIE_MAX_AGE),
            values(merged.cookieAttributes));
    return new SessionDef(
        integer(Once.SESSION_TIMEOUT),
        cookie,
        merged.trackingModes == null ? Set.of() : merged.trackingModes.value());
  }

  private Set<String> roles() {
    Set<String> roles = new LinkedHashSet<>(merged.declaredRoles);
    roles.addAll(merged.roles);
    merged.constraints.forEach(c -> c.roles().ifPresent(roles::addAll));
    roles.remove("*");
    if (!merged.declaredRoles.contains("**")) {
      // in a constraint it is any user; a webapp may yet have a role of this name: 13.3
      roles.remove("**");
    }
    roles.remove("");
    return roles;
  }

  private Optional<String> string(Once what) {
    return Optional.ofNullable(merged.once.get(what)).map(s -> (String) s.value());
  }

  private Optional<Boolean> bool(Once what) {
    return Optional.ofNullable(merged.once.get(what)).map(s -> (Boolean) s.value());
  }

  private OptionalInt integer(Once what) {
    Said<Object> said = merged.once.get(what);
    return said == null ? OptionalInt.empty() : OptionalInt.of((Integer) said.value());
  }

  private static boolean is(@Nullable Said<Boolean> said, boolean otherwise) {
    return said == null ? otherwise : said.value();
  }

  private static Map<String, String> values(Map<String, Said<String>> said) {
    return said.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> e.getValue().value(), (a, b) -> a, LinkedHashMap::new));
  }
}
