package io.slipway.descriptor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One search for the classes that {@code @HandlesTypes} asks for: Servlet 6.1, 8.2.4. */
final class HandledTypes {
  private static final Logger LOG = Logger.getLogger("io.slipway.descriptor.handlestypes");

  private final IndexView index;
  private final Set<DotName> types = new LinkedHashSet<>();
  private final ClassLoader fallback;
  private final Set<DotName> found = new LinkedHashSet<>();

  HandledTypes(IndexView index, Set<String> typeNames, ClassLoader fallback) {
    this.index = index;
    this.fallback = fallback;
    typeNames.forEach(t -> types.add(DotName.createSimple(t)));
  }

  Set<DotName> find() {
    types.forEach(this::addAnnotated);
    Deque<DotName> open = new ArrayDeque<>(types);
    open.addAll(subtypesOutside());
    Set<DotName> seen = new HashSet<>();
    while (!open.isEmpty()) {
      DotName type = open.remove();
      if (seen.add(type)) {
        for (ClassInfo sub : directSubtypes(type)) {
          found.add(sub.name());
          open.add(sub.name());
        }
      }
    }
    return found;
  }

  private List<ClassInfo> directSubtypes(DotName type) {
    List<ClassInfo> subtypes = new ArrayList<>(index.getKnownDirectSubclasses(type));
    subtypes.addAll(index.getKnownDirectImplementations(type));
    subtypes.addAll(index.getKnownDirectSubinterfaces(type));
    return subtypes;
  }

  private void addAnnotated(DotName annotation) {
    for (AnnotationInstance instance : index.getAnnotations(annotation)) {
      AnnotationTarget target = instance.target();
      if (target == null) {
        continue;
      }
      switch (target.kind()) {
        case CLASS -> found.add(target.asClass().name());
        case FIELD -> found.add(target.asField().declaringClass().name());
        case METHOD -> found.add(target.asMethod().declaringClass().name());
        default -> {
          // parameters, record components and uses of types are not asked for
        }
      }
    }
  }

  /**
   * Supertypes of the webapp's classes that are not in the webapp and are subtypes of what is
   * sought. A class outside the webapp cannot extend one inside it, so only sought types from
   * outside matter.
   */
  private Collection<DotName> subtypesOutside() {
    List<Class<?>> sought = new ArrayList<>();
    boolean fromPlatform = false;
    for (DotName type : types) {
      if (index.getClassByName(type) == null) {
        Class<?> loaded = load(type);
        if (loaded != null && !loaded.isAnnotation()) {
          sought.add(loaded);
          fromPlatform |= isPlatform(type);
        }
      }
    }
    if (sought.isEmpty()) {
      return List.of();
    }
    List<DotName> subtypes = new ArrayList<>();
    for (DotName outside : supertypesOutside()) {
      // what Java itself brings implements nothing but what Java itself brings
      if (types.contains(outside) || (isPlatform(outside) && !fromPlatform)) {
        continue;
      }
      Class<?> loaded = load(outside);
      if (loaded != null && sought.stream().anyMatch(s -> s.isAssignableFrom(loaded))) {
        subtypes.add(outside);
      }
    }
    return subtypes;
  }

  private Set<DotName> supertypesOutside() {
    Set<DotName> outside = new LinkedHashSet<>();
    for (ClassInfo info : index.getKnownClasses()) {
      if (info.superName() != null) {
        outside.add(info.superName());
      }
      outside.addAll(info.interfaceNames());
    }
    outside.removeIf(name -> index.getClassByName(name) != null);
    return outside;
  }

  private static boolean isPlatform(DotName name) {
    String text = name.toString();
    return text.startsWith("java.") || text.startsWith("jdk.") || text.startsWith("sun.");
  }

  private @Nullable Class<?> load(DotName name) {
    try {
      return Class.forName(name.toString(), false, fallback);
    } catch (ClassNotFoundException | LinkageError e) {
      LOG.debugf(
          "%s, a supertype of classes of the webapp, cannot be loaded and is passed over: %s",
          name, e);
      return null;
    }
  }
}
