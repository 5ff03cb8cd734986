package io.slipway.descriptor;

import io.slipway.descriptor.Archive.LegacyUse;
import io.slipway.model.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;

/**
 * Classes written for the API of before Jakarta EE 9 ({@code javax.servlet}). One that the webapp
 * means to be a component (declared in a descriptor, annotated, or a class of its own in {@code
 * WEB-INF/classes}) would never run: an error. In a library it is a warning, unless that uses the
 * API of Jakarta EE too, and so is made for both, or has other classes and nothing in the webapp
 * uses the old ones: neither needs a conversion. None where there is an error, which says it all.
 */
final class LegacyCheck {
  private static final String FIX =
      "convert the webapp with the Jakarta EE migration tool of Apache Tomcat (java -jar jakartaee-migration-*-shaded.jar OLD.war NEW.war),"
          + " or use a version for Jakarta EE 9 or later";
  private static final int NAMED = 5;

  private final ClassIndex index;
  private final Problems problems;

  LegacyCheck(ClassIndex index, Problems problems) {
    this.index = index;
    this.problems = problems;
  }

  /**
   * @param declared class names of components to where descriptors declare them
   * @return the classes that it has told as errors
   */
  Set<String> check(Map<String, Origin> declared) {
    Set<String> wrong = new HashSet<>();
    Map<Archive, Map<String, String>> harmless = new LinkedHashMap<>();
    for (Archive archive : index.archives()) {
      for (LegacyUse use : archive.legacy()) {
        if (ConstantPool.isLegacy(use.className())) {
          // the API itself, which a library may have its own use for
          continue;
        }
        ClassInfo info = index.find(use.className());
        boolean component = info != null && isComponent(info);
        if (component && declared.containsKey(use.className())) {
          report(archive, use, declared.get(use.className()));
          wrong.add(use.className());
        } else if (info != null && (isAnnotated(info) || (component && !archive.isJar()))) {
          report(archive, use, Origin.of(archive.path()));
          wrong.add(use.className());
        } else {
          harmless
              .computeIfAbsent(archive, a -> new LinkedHashMap<>())
              .put(use.className(), use.type());
        }
      }
    }
    if (wrong.isEmpty()) {
      harmless.forEach(
          (archive, typesByClass) -> {
            if (!archive.isJar()
                || !(isForBoth(archive, typesByClass)
                    || isUnused(archive, typesByClass.keySet()))) {
              warn(archive, typesByClass);
            }
          });
    }
    return wrong;
  }

  private void warn(Archive archive, Map<String, String> typesByClass) {
    String some = typesByClass.keySet().stream().limit(NAMED).collect(Collectors.joining(", "));
    String more =
        typesByClass.size() > NAMED ? " and " + (typesByClass.size() - NAMED) + " more" : "";
    String type = typesByClass.values().iterator().next();
    problems.warn(
        "javax-reference",
        Origin.of(archive.path()),
        "Classes refer to "
            + type
            + " and the like, which "
            + (index.find(type) == null
                ? "are not here: "
                : "the webapp has and this server does not call: ")
            + some
            + more,
        FIX);
  }

  private void report(Archive archive, LegacyUse use, Origin at) {
    problems.error(
        "javax-component",
        at,
        "The class "
            + use.className()
            + " of "
            + archive.path()
            + " is written for "
            + use.type()
            + " and cannot run here",
        FIX);
  }

  private static boolean isAnnotated(ClassInfo info) {
    return info.declaredAnnotations().stream()
        .anyMatch(a -> a.name().toString().startsWith("javax.servlet.annotation.Web"));
  }

  /** Thymeleaf calls whichever is there; FreeMarker and H2 have a servlet for each. */
  private static boolean isForBoth(Archive archive, Map<String, String> typesByClass) {
    return typesByClass.values().stream()
            .map(type -> DotName.createSimple(type.replaceFirst("javax", "jakarta")))
            .anyMatch(type -> !archive.index().getKnownUsers(type).isEmpty())
        || archive.index().getKnownClasses().stream()
            .flatMap(info -> supertypes(info).stream())
            .anyMatch(supertype -> supertype.toString().startsWith("jakarta.servlet."));
  }

  /** Such as the listener of Commons Logging, for webapps that declare it. */
  private boolean isUnused(Archive archive, Set<String> legacy) {
    return archive.index().getKnownClasses().size() > legacy.size()
        && legacy.stream().allMatch(name -> users(name).allMatch(name::equals));
  }

  private Stream<String> users(String className) {
    return index.view().getKnownUsers(className).stream().map(info -> info.name().toString());
  }

  private static List<DotName> supertypes(ClassInfo info) {
    List<DotName> supertypes = new ArrayList<>(info.interfaceNames());
    if (info.superName() != null) {
      supertypes.add(info.superName());
    }
    return supertypes;
  }

  private boolean isComponent(ClassInfo info) {
    for (DotName supertype : supertypes(info)) {
      if (supertype.toString().startsWith("javax.servlet.")) {
        return true;
      }
      ClassInfo next = index.find(supertype.toString());
      if (next != null && isComponent(next)) {
        return true;
      }
    }
    return false;
  }
}
