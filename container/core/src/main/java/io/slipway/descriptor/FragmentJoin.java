package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Filter;
import io.slipway.descriptor.Descriptor.Once;
import io.slipway.descriptor.Descriptor.Servlet;
import io.slipway.model.NamingEntry;
import io.slipway.model.Origin;
import io.slipway.model.UrlPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fragments together, in their order, with the conflicts that {@code web.xml} does not settle:
 * Servlet 6.1, 8.2.3, rules 5.e, 5.f.ii, 5.g.iv, 5.h.ii and 5.j.
 */
final class FragmentJoin {
  private final Descriptor main;
  private final Problems problems;
  private final Descriptor joined = new Descriptor("web fragments");

  FragmentJoin(Descriptor main, Problems problems) {
    this.main = main;
    this.problems = problems;
    joined.distributable = true;
  }

  Descriptor join(List<Descriptor> fragments) {
    fragments.forEach(this::add);
    return joined;
  }

  private void add(Descriptor next) {
    for (Map.Entry<Once, Said<Object>> entry : next.once.entrySet()) {
      // 5.g.x: display names of fragments are ignored
      if (entry.getKey() != Once.DISPLAY_NAME) {
        put(
            joined.once,
            entry.getKey(),
            entry.getValue(),
            main.once.containsKey(entry.getKey()),
            "<" + entry.getKey().element + ">");
      }
    }
    putAll(joined.contextParams, next.contextParams, main.contextParams, "<context-param>");
    putAll(joined.mimeMappings, next.mimeMappings, main.mimeMappings, "<mime-mapping>");
    putAll(
        joined.localeEncodings,
        next.localeEncodings,
        main.localeEncodings,
        "<locale-encoding-mapping>");
    putAll(joined.errorPages, next.errorPages, main.errorPages, "<error-page>");
    putAll(
        joined.cookieAttributes,
        next.cookieAttributes,
        main.cookieAttributes,
        "The cookie attribute");
    putAll(joined.taglibs, next.taglibs, main.taglibs, "<taglib>");
    joined.trackingModes =
        one(joined.trackingModes, next.trackingModes, main.trackingModes, "<tracking-mode>");
    joined.login = one(joined.login, next.login, main.login, "<login-config>");
    next.servlets.values().forEach(this::addServlet);
    next.filters.values().forEach(this::addFilter);
    next.servletMappings.forEach(
        (name, patterns) -> {
          List<Said<UrlPattern>> all =
              joined.servletMappings.computeIfAbsent(name, n -> new ArrayList<>());
          patterns.stream().filter(p -> all.stream().noneMatch(p::agreesWith)).forEach(all::add);
        });
    joined.filterMappings.addAll(next.filterMappings);
    joined.welcomeFiles.addAll(next.welcomeFiles);
    joined.constraints.addAll(next.constraints);
    joined.roles.addAll(next.roles);
    joined.declaredRoles.addAll(next.declaredRoles);
    joined.hasJspConfig |= next.hasJspConfig;
    joined.propertyGroups.addAll(next.propertyGroups);
    joined.postConstruct.addAll(next.postConstruct);
    joined.preDestroy.addAll(next.preDestroy);
    joined.distributable &= next.distributable;
    next.naming.forEach(this::addNaming);
  }

  private void addServlet(Servlet next) {
    Servlet here = joined.servlet(next.name, next.origin);
    Servlet decided = main.servlets.getOrDefault(next.name, new Servlet(next.name, next.origin));
    String of = " of the servlet \"" + next.name + "\"";
    here.type = one(here.type, next.type, decided.type, "<servlet-class> or <jsp-file>" + of);
    here.loadOnStartup =
        one(
            here.loadOnStartup,
            next.loadOnStartup,
            decided.loadOnStartup,
            "<load-on-startup>" + of);
    here.asyncSupported =
        one(
            here.asyncSupported,
            next.asyncSupported,
            decided.asyncSupported,
            "<async-supported>" + of);
    here.enabled = one(here.enabled, next.enabled, decided.enabled, "<enabled>" + of);
    here.multipart =
        one(here.multipart, next.multipart, decided.multipart, "<multipart-config>" + of);
    here.runAs = one(here.runAs, next.runAs, decided.runAs, "<run-as>" + of);
    putAll(here.initParams, next.initParams, decided.initParams, "<init-param>" + of);
    putAll(here.roleRefs, next.roleRefs, decided.roleRefs, "<security-role-ref>" + of);
  }

  private void addFilter(Filter next) {
    Filter here = joined.filter(next.name, next.origin);
    Filter decided = main.filters.getOrDefault(next.name, new Filter(next.name, next.origin));
    String of = " of the filter \"" + next.name + "\"";
    here.className = one(here.className, next.className, decided.className, "<filter-class>" + of);
    here.asyncSupported =
        one(
            here.asyncSupported,
            next.asyncSupported,
            decided.asyncSupported,
            "<async-supported>" + of);
    putAll(here.initParams, next.initParams, decided.initParams, "<init-param>" + of);
  }

  private void addNaming(String key, NamingEntry next) {
    NamingEntry first = joined.naming.putIfAbsent(key, next);
    NamingEntry decided = main.naming.get(key);
    if (first != null
        && decided == null
        // 5.h.ii asks for the same elements, not for the same line
        && !first.equals(next.saidAt(first.origin()))) {
      report("<" + key.replace(" ", "> \"") + "\"", first.origin(), next.origin());
    } else if (first != null && decided != null) {
      joined.naming.put(key, first.alsoInto(next.targets()));
    }
  }

  private <K, T> void putAll(
      Map<K, Said<T>> into, Map<K, Said<T>> next, Map<K, ?> decided, String what) {
    next.forEach(
        (key, value) -> put(into, key, value, decided.containsKey(key), what + " \"" + key + "\""));
  }

  private <K, T> void put(Map<K, Said<T>> into, K key, Said<T> next, boolean decided, String what) {
    Said<T> first = into.putIfAbsent(key, next);
    if (first != null && !decided && !first.agreesWith(next)) {
      report(what, first.at(), next.at());
    }
  }

  private <T> @Nullable Said<T> one(
      @Nullable Said<T> first, @Nullable Said<T> next, @Nullable Said<T> decided, String what) {
    if (first == null || next == null) {
      return first == null ? next : first;
    }
    if (decided == null && !first.agreesWith(next)) {
      report(what, first.at(), next.at());
    }
    return first;
  }

  private void report(String what, Origin first, Origin next) {
    problems.error(
        "fragment-conflict",
        next,
        what + " is declared differently at " + first,
        "decide it in WEB-INF/web.xml, which wins over every fragment");
  }
}
