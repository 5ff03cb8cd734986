package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Filter;
import io.slipway.descriptor.Descriptor.FilterMapping;
import io.slipway.descriptor.Descriptor.Servlet;
import io.slipway.model.ComponentType;
import io.slipway.model.FilterMappingDef;
import io.slipway.model.MultipartDef;
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
      problems.error(
          "duplicate-servlet",
          element.origin(),
          "The servlet \"" + name.get() + "\" is declared at " + first.origin + " already",
          "give one of them another name");
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
    element
        .child("load-on-startup")
        .ifPresent(
            e ->
                // the schema allows it to be empty
                (e.text().isEmpty() ? Optional.of(0) : values.integer(e))
                    .ifPresent(n -> servlet.loadOnStartup = new Said<>(n, e.origin())));
    element
        .child("async-supported")
        .ifPresent(
            e -> values.bool(e).ifPresent(b -> servlet.asyncSupported = new Said<>(b, e.origin())));
    element
        .child("enabled")
        .ifPresent(e -> values.bool(e).ifPresent(b -> servlet.enabled = new Said<>(b, e.origin())));
    element
        .child("run-as")
        .ifPresent(
            e ->
                values
                    .name(e, "role-name")
                    .ifPresent(
                        role -> {
                          servlet.runAs = new Said<>(role, e.origin());
                          descriptor.roles.add(role);
                        }));
    for (XmlElement ref : element.children("security-role-ref")) {
      values
          .name(ref, "role-name")
          .ifPresent(
              role -> {
                String link = ref.textOf("role-link").orElse(role);
                descriptor.roles.add(link);
                DescriptorReader.putNew(
                    servlet.roleRefs,
                    role,
                    new Said<>(link, ref.origin()),
                    "<security-role-ref> \"" + role + "\" of the servlet \"" + servlet.name + "\"",
                    problems);
              });
    }
    element
        .child("multipart-config")
        .ifPresent(e -> servlet.multipart = new Said<>(multipart(e), e.origin()));
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
      problems.error(
          "duplicate-filter",
          element.origin(),
          "The filter \"" + name.get() + "\" is declared at " + first.origin + " already",
          "give one of them another name");
      return;
    }
    Filter filter = descriptor.filter(name.get(), element.origin());
    values
        .className(element, "filter-class")
        .ifPresent(c -> filter.className = new Said<>(c, element.origin()));
    DescriptorReader.params(element, "init-param", filter.initParams, problems, values);
    element
        .child("async-supported")
        .ifPresent(
            e -> values.bool(e).ifPresent(b -> filter.asyncSupported = new Said<>(b, e.origin())));
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
