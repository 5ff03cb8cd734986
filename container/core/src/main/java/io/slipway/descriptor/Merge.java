package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Filter;
import io.slipway.descriptor.Descriptor.FilterMapping;
import io.slipway.descriptor.Descriptor.Servlet;
import io.slipway.model.FilterMappingDef;
import io.slipway.model.ListenerDef;
import io.slipway.model.Origin;
import io.slipway.model.UrlPattern;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code web.xml}, fragments and annotations to one: Servlet 6.1, 8.2.3. The numbers are those of
 * its list.
 *
 * <ol>
 *   <li>1, 2 Order is that of the descriptors: {@code web.xml}, the fragments in theirs, then
 *       annotations. A listener that is annotated comes right after those of its own fragment's
 *       descriptor, since 5.n completes one fragment before the next.
 *   <li>3 A servlet that is not {@code enabled} stays in the model, without effect on others.
 *   <li>4 {@code web.xml} wins over fragments, both win over annotations.
 *   <li>5.a, 5.b Fragments add to {@code web.xml} in the order of {@link FragmentOrder}.
 *   <li>5.c, 5.d {@code metadata-complete}: {@link WebAppReader} then hands in nothing.
 *   <li>5.e, 5.f, 5.g.iv What two fragments say differently and {@code web.xml} does not say is an
 *       error: {@link FragmentJoin}.
 *   <li>5.g.i, ii, iii What may occur often is additive, by name; what may occur once is inherited
 *       where {@code web.xml} is silent.
 *   <li>5.g.v Welcome files are additive.
 *   <li>5.g.vi, vii The mappings of one servlet or filter are additive among fragments; those of
 *       {@code web.xml} replace them. (A pattern of {@code web.xml} is not a fragment's.)
 *   <li>5.g.viii A listener class counts once.
 *   <li>5.g.ix Distributable only if all are.
 *   <li>5.g.x Icons, display names and descriptions of fragments are ignored.
 *   <li>5.g.xi Groups of JSP properties are additive.
 *   <li>5.h, 5.j Resources by kind and name, with only injection targets added to those of {@code
 *       web.xml}.
 *   <li>5.k, 5.l {@code post-construct} and {@code pre-destroy} of fragments only where {@code
 *       web.xml} has none.
 *   <li>5.n Annotations fill what is missing: by name of the servlet or filter (iii, vi), parameter
 *       by parameter (iv), patterns (v, vii) and dispatcher types (viii) only where no descriptor
 *       gives any.
 * </ol>
 */
final class Merge {
  private final Descriptor result;
  private final Problems problems;
  private final Set<String> describedServlets = new HashSet<>();
  private final Set<String> describedFilters = new HashSet<>();
  private final Set<String> mappedByDescriptor = new HashSet<>();

  /**
   * @param main what {@code web.xml} says; the result is merged into it
   */
  Merge(Descriptor main, Problems problems) {
    this.result = main;
    this.problems = problems;
    List<ListenerDef> listeners = List.copyOf(main.listeners);
    main.listeners.clear();
    addListeners(listeners);
  }

  /** Rules 5.a to 5.l; called once, before annotations. */
  void addFragments(List<Descriptor> fragments) {
    Descriptor joined = new FragmentJoin(result, problems).join(fragments);
    // 5.g.iii, with 5.g.i and ii for what has names
    inherit(result.once, joined.once);
    inherit(result.contextParams, joined.contextParams);
    inherit(result.mimeMappings, joined.mimeMappings);
    inherit(result.localeEncodings, joined.localeEncodings);
    inherit(result.errorPages, joined.errorPages);
    inherit(result.cookieAttributes, joined.cookieAttributes);
    inherit(result.taglibs, joined.taglibs);
    result.trackingModes =
        result.trackingModes == null ? joined.trackingModes : result.trackingModes;
    result.login = result.login == null ? joined.login : result.login;
    joined.servlets.values().forEach(this::complete);
    joined.filters.values().forEach(this::complete);
    // 5.g.vi and vii
    inherit(result.servletMappings, withoutPatternsOfWebXml(joined.servletMappings));
    Set<String> mapped = new HashSet<>();
    result.filterMappings.forEach(m -> mapped.add(m.def().filterName()));
    joined.filterMappings.stream()
        .filter(m -> !mapped.contains(m.def().filterName()))
        .forEach(result.filterMappings::add);
    // 5.g.v, xi
    addMissing(result.welcomeFiles, joined.welcomeFiles);
    result.hasJspConfig |= joined.hasJspConfig;
    result.propertyGroups.addAll(joined.propertyGroups);
    // 5.g.i
    result.constraints.addAll(joined.constraints);
    result.roles.addAll(joined.roles);
    result.declaredRoles.addAll(joined.declaredRoles);
    // 5.g.ix
    result.distributable &= joined.distributable;
    // 5.k, l
    if (result.postConstruct.isEmpty()) {
      result.postConstruct.addAll(joined.postConstruct);
    }
    if (result.preDestroy.isEmpty()) {
      result.preDestroy.addAll(joined.preDestroy);
    }
    // 5.h, j
    joined.naming.forEach(
        (key, entry) ->
            result.naming.merge(key, entry, (own, more) -> own.alsoInto(more.targets())));
    describedServlets.addAll(result.servlets.keySet());
    describedFilters.addAll(result.filters.keySet());
    mappedByDescriptor.addAll(result.servletMappings.keySet());
  }

  /**
   * 4, beyond 5.g.vi: libraries map their servlets by fragments and webapps that knew them before
   * do so by {@code web.xml}, under a name of their own. By 12.2 that is a fault; with the rule
   * that {@code web.xml} wins it does no harm, and Tomcat deploys it too.
   */
  private Map<String, List<Said<UrlPattern>>> withoutPatternsOfWebXml(
      Map<String, List<Said<UrlPattern>>> mappings) {
    Map<UrlPattern, String> taken = new HashMap<>();
    result.servletMappings.forEach(
        (name, patterns) -> {
          if (result.isEnabled(name)) {
            patterns.forEach(p -> taken.put(p.value(), name));
          }
        });
    Map<String, List<Said<UrlPattern>>> left = new LinkedHashMap<>();
    mappings.forEach(
        (name, patterns) -> {
          List<Said<UrlPattern>> free = new ArrayList<>();
          for (Said<UrlPattern> pattern : patterns) {
            String by = taken.get(pattern.value());
            if (by == null) {
              free.add(pattern);
            } else if (!result.servletMappings.containsKey(name)) {
              problems.mappedByWebXml(pattern, name, by);
            }
          }
          left.put(name, free);
        });
    return left;
  }

  /** Rule 5.n, for one archive after the other; listeners are {@link #addListeners}' to add. */
  void addAnnotations(Descriptor annotations) {
    for (Servlet servlet : annotations.servlets.values()) {
      if (!describedServlets.contains(servlet.name) && result.servlets.containsKey(servlet.name)) {
        reportTwice(
            "servlet", servlet.name, result.servlets.get(servlet.name).origin, servlet.origin);
        continue;
      }
      complete(servlet);
      List<Said<UrlPattern>> patterns = annotations.servletMappings.get(servlet.name);
      if (patterns != null && !mappedByDescriptor.contains(servlet.name)) {
        result.servletMappings.putIfAbsent(servlet.name, patterns);
      }
    }
    Set<String> taken = new HashSet<>();
    for (Filter filter : annotations.filters.values()) {
      if (!describedFilters.contains(filter.name) && result.filters.containsKey(filter.name)) {
        reportTwice("filter", filter.name, result.filters.get(filter.name).origin, filter.origin);
        taken.add(filter.name);
        continue;
      }
      complete(filter);
    }
    annotations.filterMappings.stream()
        .filter(m -> !taken.contains(m.def().filterName()))
        .forEach(this::addAnnotatedMapping);
    result.roles.addAll(annotations.roles);
    result.declaredRoles.addAll(annotations.declaredRoles);
    inherit(result.naming, annotations.naming);
  }

  /** The class that stands in two archives is one class, the first. */
  private void reportTwice(String kind, String name, Origin first, Origin second) {
    if (!first.equals(second)) {
      problems.nameTaken(kind, name, first, second);
    }
  }

  /** Rules 5.n.vii and viii. */
  private void addAnnotatedMapping(FilterMapping annotated) {
    FilterMappingDef def = annotated.def();
    boolean patternsSaid = false;
    boolean servletsSaid = false;
    boolean dispatchersSaid = false;
    List<Integer> own = new ArrayList<>();
    for (int i = 0; i < result.filterMappings.size(); i++) {
      FilterMapping mapping = result.filterMappings.get(i);
      if (mapping.def().filterName().equals(def.filterName())) {
        own.add(i);
        patternsSaid |= !mapping.def().patterns().isEmpty();
        servletsSaid |= !mapping.def().servletNames().isEmpty();
        dispatchersSaid |= mapping.dispatchersSaid();
      }
    }
    Set<DispatcherType> dispatchers = def.dispatchers();
    if (dispatchersSaid) {
      dispatchers = new LinkedHashSet<>();
      for (int i : own) {
        dispatchers.addAll(result.filterMappings.get(i).def().dispatchers());
      }
    } else if (annotated.dispatchersSaid()) {
      for (int i : own) {
        FilterMappingDef said = result.filterMappings.get(i).def();
        FilterMappingDef filled =
            new FilterMappingDef(
                said.filterName(), said.patterns(), said.servletNames(), dispatchers);
        result.filterMappings.set(
            i, new FilterMapping(filled, true, result.filterMappings.get(i).origin()));
      }
    }
    List<UrlPattern> patterns = patternsSaid ? List.of() : def.patterns();
    List<String> servlets = servletsSaid ? List.of() : def.servletNames();
    if (!patterns.isEmpty() || !servlets.isEmpty()) {
      FilterMappingDef added =
          new FilterMappingDef(def.filterName(), patterns, servlets, dispatchers);
      result.filterMappings.add(
          new FilterMapping(added, annotated.dispatchersSaid(), annotated.origin()));
    }
  }

  /** Rule 5.g.viii. */
  void addListeners(List<ListenerDef> listeners) {
    for (ListenerDef listener : listeners) {
      if (result.listeners.stream().noneMatch(l -> l.className().equals(listener.className()))) {
        result.listeners.add(listener);
      }
    }
  }

  private void complete(Servlet from) {
    Servlet servlet = result.servlet(from.name, from.origin);
    servlet.type = servlet.type == null ? from.type : servlet.type;
    servlet.loadOnStartup =
        servlet.loadOnStartup == null ? from.loadOnStartup : servlet.loadOnStartup;
    servlet.asyncSupported =
        servlet.asyncSupported == null ? from.asyncSupported : servlet.asyncSupported;
    servlet.enabled = servlet.enabled == null ? from.enabled : servlet.enabled;
    servlet.multipart = servlet.multipart == null ? from.multipart : servlet.multipart;
    servlet.runAs = servlet.runAs == null ? from.runAs : servlet.runAs;
    inherit(servlet.initParams, from.initParams);
    inherit(servlet.roleRefs, from.roleRefs);
  }

  private void complete(Filter from) {
    Filter filter = result.filter(from.name, from.origin);
    filter.className = filter.className == null ? from.className : filter.className;
    filter.asyncSupported =
        filter.asyncSupported == null ? from.asyncSupported : filter.asyncSupported;
    inherit(filter.initParams, from.initParams);
  }

  private static <K, V> void inherit(Map<K, V> into, Map<K, V> from) {
    from.forEach(into::putIfAbsent);
  }

  private static <T> void addMissing(List<T> into, List<T> from) {
    from.stream().filter(f -> !into.contains(f)).forEach(into::add);
  }
}
