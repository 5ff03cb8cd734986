package io.slipway.descriptor;

import io.slipway.model.ListenerDef;
import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.InjectionTarget;
import io.slipway.model.Origin;
import io.slipway.model.PlatformAnnotations;
import java.beans.Introspector;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * {@code @Resource} and {@code @Resources} on declared servlets, filters and listeners and on their
 * superclasses: Servlet 6.1, 15.5.4. Elsewhere they are not the container's: frameworks inject by
 * the same annotations.
 */
final class ResourceAnnotations {
  private static final DotName RESOURCE = DotName.createSimple(PlatformAnnotations.RESOURCE);
  private static final DotName RESOURCES = DotName.createSimple("jakarta.annotation.Resources");

  /** Of other technologies; whoever has them injects, and the container has none of them. */
  private static final List<DotName> OTHERS =
      Stream.of(
              "jakarta.ejb.EJB",
              "jakarta.persistence.PersistenceContext",
              "jakarta.persistence.PersistenceUnit",
              "jakarta.xml.ws.WebServiceRef")
          .map(DotName::createSimple)
          .toList();

  private static final Set<String> SIMPLE =
      NamingEntry.EnvEntry.TYPES.stream().map(Class::getName).collect(Collectors.toSet());

  private static final List<String> KINDS =
      List.of("env-entry", "resource-ref", "resource-env-ref");

  private final ClassIndex index;
  private final Predicate<String> annotated;
  private final Problems problems;

  /**
   * @param annotated whether annotations count in an archive, by its name
   */
  ResourceAnnotations(ClassIndex index, Predicate<String> annotated, Problems problems) {
    this.index = index;
    this.annotated = annotated;
    this.problems = problems;
  }

  void apply(Descriptor merged) {
    Set<String> classes = new LinkedHashSet<>();
    merged.servlets.values().forEach(s -> addWithSuperclasses(s.className(), classes));
    merged.filters.values().stream()
        .filter(f -> f.className != null)
        .forEach(f -> addWithSuperclasses(f.className.value(), classes));
    merged.listeners.stream()
        .map(ListenerDef::className)
        .forEach(l -> addWithSuperclasses(l, classes));
    for (String name : classes) {
      ClassInfo info = index.find(name);
      if (info != null && index.containerOf(name).filter(annotated).isPresent()) {
        read(info, merged);
      }
    }
  }

  private void addWithSuperclasses(@Nullable String className, Set<String> classes) {
    String next = className;
    while (next != null && classes.add(next)) {
      ClassInfo info = index.find(next);
      next = info == null || info.superName() == null ? null : info.superName().toString();
    }
  }

  private void read(ClassInfo info, Descriptor merged) {
    for (DotName other : OTHERS) {
      info.annotations(other).forEach(annotation -> warn(annotation, info));
    }
    for (AnnotationInstance annotation : info.annotations(RESOURCE)) {
      add(annotation, annotation.target(), info, merged);
    }
    AnnotationInstance several = info.declaredAnnotation(RESOURCES);
    if (several != null && several.value() != null) {
      for (AnnotationInstance annotation : several.value().asNestedArray()) {
        add(annotation, null, info, merged);
      }
    }
  }

  private void warn(AnnotationInstance annotation, ClassInfo info) {
    AnnotationTarget on = annotation.target();
    String member =
        switch (on.kind()) {
          case FIELD -> "." + on.asField().name();
          case METHOD -> "." + on.asMethod().name();
          default -> "";
        };
    problems.warn(
        "not-injected",
        Origin.of(info.name() + member),
        "@"
            + annotation.name().withoutPackagePrefix()
            + " asks for something that a servlet container does not have; "
            + (member.isEmpty() ? "it is not there to be looked up" : "nothing is injected"),
        "make it in the code, or have a library inject it by @Inject");
  }

  private void add(
      AnnotationInstance annotation,
      @Nullable AnnotationTarget on,
      ClassInfo info,
      Descriptor merged) {
    String className = info.name().toString();
    String name = AnnotationReader.string(annotation, "name", "");
    AnnotationValue said = annotation.value("type");
    Optional<String> type =
        Optional.ofNullable(said)
            .map(v -> v.asClass().name().toString())
            .filter(t -> !t.equals("java.lang.Object"));
    String member = null;
    if (on != null && on.kind() == AnnotationTarget.Kind.FIELD) {
      member = on.asField().name();
      type = type.or(() -> Optional.of(nameOf(on.asField().type())));
    } else if (on != null && on.kind() == AnnotationTarget.Kind.METHOD) {
      MethodInfo setter = on.asMethod();
      if (setter.parametersCount() != 1
          || !setter.name().startsWith("set")
          || setter.name().length() < 4) {
        problems.error(
            "resource-on-no-setter",
            Origin.of(className),
            "@Resource stands on the method " + setter.name() + ", which is not a setter",
            "name it set... and give it one parameter, or move the annotation to a field");
        return;
      }
      member = Introspector.decapitalize(setter.name().substring(3));
      type = type.or(() -> Optional.of(nameOf(setter.parameterType(0))));
    } else if (name.isEmpty()) {
      problems.error(
          "empty-name",
          Origin.of(className),
          "@Resource on the class has no name",
          "add name = \"...\"");
      return;
    }
    put(
        entry(
            annotation, name.isEmpty() ? className + "/" + member : name, type, member, className),
        merged);
  }

  private static String nameOf(Type type) {
    return type.name().toString();
  }

  private NamingEntry entry(
      AnnotationInstance annotation,
      String name,
      Optional<String> type,
      @Nullable String member,
      String className) {
    Optional<String> lookup =
        Optional.of(AnnotationReader.string(annotation, "lookup", "")).filter(l -> !l.isEmpty());
    List<InjectionTarget> targets =
        member == null ? List.of() : List.of(new InjectionTarget(className, member));
    Origin origin = Origin.of(member == null ? className : className + "." + member);
    return type.filter(this::isSimple).isPresent()
        ? new NamingEntry.EnvEntry(name, type, Optional.empty(), lookup, targets, origin)
        : new NamingEntry.ResourceRef(name, type, lookup, targets, origin);
  }

  private boolean isSimple(String type) {
    if (SIMPLE.contains(type) || type.indexOf('.') < 0 && index.find(type) == null) {
      return true;
    }
    ClassInfo info = index.find(type);
    return info == null ? isEnumOfTheJdk(type) : info.isEnum();
  }

  private static boolean isEnumOfTheJdk(String type) {
    try {
      return type.startsWith("java.")
          && Class.forName(type, false, ClassLoader.getPlatformClassLoader()).isEnum();
    } catch (ClassNotFoundException later) {
      // whoever loads the class says it better
      return false;
    }
  }

  /**
   * A descriptor's entry of the name stays as it is, and is injected into one more target: 8.2.3,
   * 5.n.
   */
  private static void put(NamingEntry entry, Descriptor merged) {
    for (String kind : KINDS) {
      NamingEntry first = merged.naming.get(kind + " " + entry.name());
      if (first != null) {
        merged.naming.put(kind + " " + entry.name(), first.alsoInto(entry.targets()));
        return;
      }
    }
    String kind = entry instanceof NamingEntry.EnvEntry ? "env-entry" : "resource-ref";
    merged.naming.put(kind + " " + entry.name(), entry);
  }
}
