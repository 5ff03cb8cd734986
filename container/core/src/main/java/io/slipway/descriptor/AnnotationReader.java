package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Filter;
import io.slipway.descriptor.Descriptor.FilterMapping;
import io.slipway.descriptor.Descriptor.Servlet;
import io.slipway.descriptor.Hierarchy.Answer;
import io.slipway.model.ComponentType;
import io.slipway.model.FilterMappingDef;
import io.slipway.model.ListenerDef;
import io.slipway.model.NamingEntry;
import io.slipway.model.Origin;
import io.slipway.model.PlatformAnnotations;
import io.slipway.model.UrlPattern;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;

/**
 * The annotations of one archive that declare something: Servlet 6.1, 8.1. They count on the class
 * that carries them, not on subclasses.
 */
final class AnnotationReader {
  private static final DotName WEB_SERVLET =
      DotName.createSimple("jakarta.servlet.annotation.WebServlet");
  private static final DotName WEB_FILTER =
      DotName.createSimple("jakarta.servlet.annotation.WebFilter");
  private static final DotName WEB_LISTENER =
      DotName.createSimple("jakarta.servlet.annotation.WebListener");
  private static final DotName DECLARE_ROLES =
      DotName.createSimple(PlatformAnnotations.DECLARE_ROLES);
  private static final DotName DATA_SOURCE =
      DotName.createSimple("jakarta.annotation.sql.DataSourceDefinition");
  private static final DotName DATA_SOURCES =
      DotName.createSimple("jakarta.annotation.sql.DataSourceDefinitions");

  private final Problems problems;
  private final Values values;
  private final Hierarchy hierarchy;

  AnnotationReader(Problems problems, Hierarchy hierarchy) {
    this.problems = problems;
    this.values = new Values(problems);
    this.hierarchy = hierarchy;
  }

  Descriptor read(Archive archive) {
    Descriptor descriptor = new Descriptor(archive.path());
    classesWith(archive, WEB_SERVLET, (info, a) -> servlet(descriptor, info, a));
    classesWith(archive, WEB_FILTER, (info, a) -> filter(descriptor, info, a));
    classesWith(archive, WEB_LISTENER, (info, a) -> listener(descriptor, info));
    classesWith(
        archive, DECLARE_ROLES, (info, a) -> descriptor.declaredRoles.addAll(strings(a, "value")));
    classesWith(archive, DATA_SOURCE, (info, a) -> dataSource(descriptor, info, a));
    classesWith(
        archive,
        DATA_SOURCES,
        (info, a) -> {
          for (AnnotationInstance nested :
              a.value() == null ? new AnnotationInstance[0] : a.value().asNestedArray()) {
            dataSource(descriptor, info, nested);
          }
        });
    return descriptor;
  }

  /**
   * What {@code @WebServlet} on one class says, for a servlet of an excluded jar that a descriptor
   * names: 8.2.2, 1.d.
   */
  Descriptor readServlet(ClassInfo info) {
    Descriptor descriptor = new Descriptor(info.name().toString());
    AnnotationInstance annotation = info.declaredAnnotation(WEB_SERVLET);
    if (annotation != null) {
      servlet(descriptor, info, annotation);
    }
    return descriptor;
  }

  private interface Use {
    void found(ClassInfo info, AnnotationInstance annotation);
  }

  private static void classesWith(Archive archive, DotName annotation, Use use) {
    archive.index().getAnnotations(annotation).stream()
        .filter(a -> a.target() != null && a.target().kind() == AnnotationTarget.Kind.CLASS)
        .sorted(Comparator.comparing(a -> a.target().asClass().name().toString()))
        .forEach(a -> use.found(a.target().asClass(), a));
  }

  private void servlet(Descriptor descriptor, ClassInfo info, AnnotationInstance annotation) {
    String className = info.name().toString();
    Origin origin = Origin.of(className);
    if (!isComponent(
        info,
        "@WebServlet",
        "extend jakarta.servlet.http.HttpServlet",
        jakarta.servlet.Servlet.class)) {
      return;
    }
    if (hierarchy.isA(className, HttpServlet.class) == Answer.NO) {
      // 8.1.1 demands it; other containers and the official tests do without
      problems.warn(
          "not-an-http-servlet",
          origin,
          "The class has @WebServlet but does not extend jakarta.servlet.http.HttpServlet",
          "extend HttpServlet, or declare the servlet in WEB-INF/web.xml");
    }
    List<UrlPattern> patterns = patterns(annotation, origin, "@WebServlet", values::pattern);
    if (!said(annotation, "value", "urlPatterns")) {
      withoutPattern(origin, "@WebServlet has no URL pattern", "@WebServlet(\"/path\")");
    }
    String name = string(annotation, "name", className);
    if (descriptor.servlets.containsKey(name)) {
      problems.nameTaken("servlet", name, descriptor.servlets.get(name).origin, origin);
      return;
    }
    Servlet servlet = descriptor.servlet(name, origin);
    servlet.type = new Said<>(new ComponentType.ClassName(className), origin);
    initParams(annotation, servlet.initParams, origin);
    AnnotationValue load = annotation.value("loadOnStartup");
    if (load != null) {
      servlet.loadOnStartup = new Said<>(load.asInt(), origin);
    }
    AnnotationValue async = annotation.value("asyncSupported");
    if (async != null) {
      servlet.asyncSupported = new Said<>(async.asBoolean(), origin);
    }
    List<Said<UrlPattern>> mapping = new ArrayList<>();
    patterns.forEach(p -> mapping.add(new Said<>(p, origin)));
    descriptor.servletMappings.put(name, mapping);
  }

  private void filter(Descriptor descriptor, ClassInfo info, AnnotationInstance annotation) {
    String className = info.name().toString();
    Origin origin = Origin.of(className);
    if (!isComponent(
        info, "@WebFilter", "implement jakarta.servlet.Filter", jakarta.servlet.Filter.class)) {
      return;
    }
    List<UrlPattern> patterns = patterns(annotation, origin, "@WebFilter", values::filterPattern);
    List<String> servlets = strings(annotation, "servletNames");
    if (!said(annotation, "value", "urlPatterns", "servletNames")) {
      withoutPattern(
          origin, "@WebFilter has neither URL patterns nor servlet names", "@WebFilter(\"/*\")");
    }
    String name = string(annotation, "filterName", className);
    if (descriptor.filters.containsKey(name)) {
      problems.nameTaken("filter", name, descriptor.filters.get(name).origin, origin);
      return;
    }
    Filter filter = descriptor.filter(name, origin);
    filter.className = new Said<>(className, origin);
    initParams(annotation, filter.initParams, origin);
    AnnotationValue async = annotation.value("asyncSupported");
    if (async != null) {
      filter.asyncSupported = new Said<>(async.asBoolean(), origin);
    }
    Set<DispatcherType> dispatchers = EnumSet.noneOf(DispatcherType.class);
    AnnotationValue types = annotation.value("dispatcherTypes");
    if (types != null) {
      for (String type : types.asEnumArray()) {
        dispatchers.add(DispatcherType.valueOf(type));
      }
    }
    if (!patterns.isEmpty() || !servlets.isEmpty()) {
      descriptor.filterMappings.add(
          new FilterMapping(
              new FilterMappingDef(name, patterns, servlets, dispatchers),
              !dispatchers.isEmpty(),
              origin));
    }
  }

  private static boolean said(AnnotationInstance annotation, String... members) {
    return Arrays.stream(members).anyMatch(m -> !strings(annotation, m).isEmpty());
  }

  /** 8.1.1 and 8.1.2 demand one; libraries do without where a descriptor maps what they bring. */
  private void withoutPattern(Origin at, String what, String example) {
    problems.warn(
        "annotation-without-pattern",
        at,
        what,
        "add one, as in " + example + ", or map it by name");
  }

  private void listener(Descriptor descriptor, ClassInfo info) {
    String className = info.name().toString();
    if (hierarchy.isA(className, ListenerDef.KINDS.toArray(Class<?>[]::new)) == Answer.NO) {
      problems.warn(
          "annotated-class-is-none",
          Origin.of(className),
          "The class has @WebListener but none of the listener interfaces of 8.1.4; it is not used",
          "implement one of them, or remove the annotation");
    } else if (isCreatable(info, "@WebListener")) {
      descriptor.listeners.add(new ListenerDef(className, Origin.of(className)));
    }
  }

  private void dataSource(Descriptor descriptor, ClassInfo info, AnnotationInstance annotation) {
    String name = string(annotation, "name", "");
    Origin origin = Origin.of(info.name().toString());
    if (name.isEmpty()) {
      problems.error(
          "empty-name",
          origin,
          "@DataSourceDefinition has no name",
          "add name = \"java:app/jdbc/...\"");
      return;
    }
    Map<String, String> properties = new LinkedHashMap<>();
    for (AnnotationValue value : annotation.values()) {
      switch (value.name()) {
        case "name", "className", "description" -> {
          // not properties
        }
        case "properties" -> {
          for (String property : value.asStringArray()) {
            int equals = property.indexOf('=');
            if (equals > 0) {
              properties.put(
                  "property." + property.substring(0, equals).strip(),
                  property.substring(equals + 1).strip());
            }
          }
        }
        default -> properties.put(elementName(value.name()), String.valueOf(value.value()));
      }
    }
    descriptor.naming.putIfAbsent(
        "data-source " + name,
        new NamingEntry.DataSourceDef(
            name, string(annotation, "className", ""), properties, origin));
  }

  /** {@code maxPoolSize} is {@code max-pool-size} in a descriptor. */
  private static String elementName(String member) {
    return member.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private boolean isComponent(ClassInfo info, String annotation, String demand, Class<?>... types) {
    String className = info.name().toString();
    if (hierarchy.isA(className, types) == Answer.NO) {
      problems.error(
          "annotated-class-is-none",
          Origin.of(className),
          "The class has " + annotation + " but is not one: it must " + demand,
          "correct the class, or remove the annotation");
      return false;
    }
    return isCreatable(info, annotation);
  }

  private boolean isCreatable(ClassInfo info, String annotation) {
    if (info.isAbstract() || info.isInterface()) {
      problems.error(
          "abstract-component",
          Origin.of(info.name().toString()),
          "The class has " + annotation + " but cannot be created, because it is abstract",
          "move the annotation to a class that is not");
      return false;
    }
    return true;
  }

  private List<UrlPattern> patterns(
      AnnotationInstance annotation,
      Origin origin,
      String label,
      BiFunction<String, Origin, Optional<UrlPattern>> reader) {
    List<String> value = strings(annotation, "value");
    List<String> urlPatterns = strings(annotation, "urlPatterns");
    if (!value.isEmpty() && !urlPatterns.isEmpty()) {
      problems.error(
          "value-and-url-patterns",
          origin,
          label + " has both value and urlPatterns",
          "use value if there is nothing but patterns, else urlPatterns");
    }
    List<UrlPattern> patterns = new ArrayList<>();
    for (String text : value.isEmpty() ? urlPatterns : value) {
      reader.apply(text, origin).filter(p -> !patterns.contains(p)).ifPresent(patterns::add);
    }
    return patterns;
  }

  private void initParams(
      AnnotationInstance annotation, Map<String, Said<String>> into, Origin origin) {
    AnnotationValue value = annotation.value("initParams");
    if (value == null) {
      return;
    }
    for (AnnotationInstance param : value.asNestedArray()) {
      String name = string(param, "name", "");
      DescriptorReader.putNew(
          into,
          name,
          new Said<>(string(param, "value", ""), origin),
          "@WebInitParam \"" + name + "\"",
          problems);
    }
  }

  static List<String> strings(AnnotationInstance annotation, String member) {
    AnnotationValue value = annotation.value(member);
    return value == null ? List.of() : Arrays.asList(value.asStringArray());
  }

  /** The fallback also for the empty string, which is how annotations say nothing. */
  static String string(AnnotationInstance annotation, String member, String fallback) {
    AnnotationValue value = annotation.value(member);
    return value == null || value.asString().isEmpty() ? fallback : value.asString();
  }
}
