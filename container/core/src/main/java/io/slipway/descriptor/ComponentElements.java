package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Filter;
import io.slipway.descriptor.Descriptor.FilterMapping;
import io.slipway.descriptor.Descriptor.Servlet;
import io.slipway.model.ComponentType;
import io.slipway.model.FilterMappingDef;
import io.slipway.model.MultipartDef;
import io.slipway.model.Origin;
import io.slipway.model.UrlPattern;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Servlets, filters and their mappings in a descriptor. */
final class ComponentElements {
  private final Problems problems;
  private final Values values;
  private final DescriptorVersion version;
  private final Descriptor descriptor;

  ComponentElements(
      Problems problems, Values values, DescriptorVersion version, Descriptor descriptor) {
    this.problems = problems;
    this.values = values;
    this.version = version;
    this.descriptor = descriptor;
  }

  void read(XmlElement root) {
    root.children("servlet").forEach(this::servlet);
    root.children("filter").forEach(this::filter);
    root.children("servlet-mapping").forEach(this::servletMapping);
    root.children("filter-mapping").forEach(this::filterMapping);
  }

  private void servlet(XmlElement element) {
    Optional<String> name = values.name(element, "servlet-name");
    if (name.isEmpty()) {
      return;
    }
    Servlet first = descriptor.servlets.get(name.get());
    if (first != null) {
      declaredTwice("servlet", name.get(), first.origin, element);
      return;
    }
    Servlet servlet = descriptor.servlet(name.get(), element.origin());
    Optional<String> className = values.className(element, "servlet-class");
    Optional<XmlElement> page = element.child("jsp-file");
    if (className.isPresent() && page.isPresent()) {
      problems.error(
          "class-and-page",
          element.origin(),
          "The servlet \"" + name.get() + "\" has both <servlet-class> and <jsp-file>",
          "remove one of the two");
    }
    className.ifPresent(
        c -> servlet.type = new Said<>(new ComponentType.ClassName(c), element.origin()));
    if (className.isEmpty()) {
      page.flatMap(values::path)
          .ifPresent(p -> servlet.type = new Said<>(new ComponentType.Page(p), element.origin()));
    }
    DescriptorReader.params(element, "init-param", servlet.initParams, problems, values);
    servlet.loadOnStartup =
        element.said(
            "load-on-startup",
            // the schema allows it to be empty
            e -> e.text().isEmpty() ? Optional.of(0) : values.integer(e));
    servlet.asyncSupported = element.said("async-supported", values::bool);
    servlet.enabled = element.said("enabled", values::bool);
    servlet.runAs = element.said("run-as", e -> values.name(e, "role-name"));
    if (servlet.runAs != null) {
      descriptor.roles.add(servlet.runAs.value());
    }
    element.children("security-role-ref").forEach(ref -> roleRef(ref, servlet));
    servlet.multipart = element.said("multipart-config", e -> Optional.of(multipart(e)));
  }

  private void roleRef(XmlElement ref, Servlet servlet) {
    Optional<String> role = values.name(ref, "role-name");
    if (role.isEmpty()) {
      return;
    }
    String link = ref.textOf("role-link").orElse(role.get());
    descriptor.roles.add(link);
    DescriptorReader.putNew(
        servlet.roleRefs,
        role.get(),
        new Said<>(link, ref.origin()),
        "<security-role-ref> \"" + role.get() + "\" of the servlet \"" + servlet.name + "\"",
        problems);
  }

  private MultipartDef multipart(XmlElement element) {
    long maxFile = element.child("max-file-size").flatMap(values::number).orElse(-1L);
    long maxRequest = element.child("max-request-size").flatMap(values::number).orElse(-1L);
    int threshold = element.child("file-size-threshold").flatMap(values::integer).orElse(0);
    return new MultipartDef(
        element.textOf("location").orElse(""), maxFile, maxRequest, Math.max(0, threshold));
  }

  private void filter(XmlElement element) {
    Optional<String> name = values.name(element, "filter-name");
    if (name.isEmpty()) {
      return;
    }
    Filter first = descriptor.filters.get(name.get());
    if (first != null) {
      declaredTwice("filter", name.get(), first.origin, element);
      return;
    }
    Filter filter = descriptor.filter(name.get(), element.origin());
    values
        .className(element, "filter-class")
        .ifPresent(c -> filter.className = new Said<>(c, element.origin()));
    DescriptorReader.params(element, "init-param", filter.initParams, problems, values);
    filter.asyncSupported = element.said("async-supported", values::bool);
  }

  private void declaredTwice(String kind, String name, Origin first, XmlElement second) {
    problems.error(
        "duplicate-" + kind,
        second.origin(),
        "The " + kind + " \"" + name + "\" is declared at " + first + " already",
        "give one of them another name");
  }

  private void servletMapping(XmlElement element) {
    Optional<String> name = values.name(element, "servlet-name");
    List<Said<UrlPattern>> patterns = new ArrayList<>();
    for (XmlElement pattern : element.children("url-pattern")) {
      values
          .pattern(pattern, version.slashOptional())
          .ifPresent(p -> patterns.add(new Said<>(p, pattern.origin())));
    }
    if (name.isPresent()) {
      List<Said<UrlPattern>> all =
          descriptor.servletMappings.computeIfAbsent(name.get(), n -> new ArrayList<>());
      for (Said<UrlPattern> pattern : patterns) {
        if (all.stream().noneMatch(pattern::agreesWith)) {
          all.add(pattern);
        }
      }
    }
  }

  private void filterMapping(XmlElement element) {
    Optional<String> name = values.name(element, "filter-name");
    List<UrlPattern> patterns = new ArrayList<>();
    element
        .children("url-pattern")
        .forEach(p -> values.filterPattern(p, version.slashOptional()).ifPresent(patterns::add));
    List<String> servlets = new ArrayList<>();
    element.children("servlet-name").forEach(s -> values.name(s).ifPresent(servlets::add));
    if (element.children("url-pattern").isEmpty() && element.children("servlet-name").isEmpty()) {
      problems.error(
          "filter-mapping-of-nothing",
          element.origin(),
          "<filter-mapping> has neither <url-pattern> nor <servlet-name>",
          "add at least one of them");
    }
    Set<DispatcherType> dispatchers = EnumSet.noneOf(DispatcherType.class);
    element
        .children("dispatcher")
        .forEach(d -> values.choice(d, DispatcherType.class).ifPresent(dispatchers::add));
    if (name.isPresent() && !(patterns.isEmpty() && servlets.isEmpty())) {
      descriptor.filterMappings.add(
          new FilterMapping(
              new FilterMappingDef(name.get(), patterns, servlets, dispatchers),
              !dispatchers.isEmpty(),
              element.origin()));
    }
  }
}
