package io.slipway.descriptor;

import io.slipway.descriptor.Archive.NewerClass;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.model.Problem.Severity;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.jandex.ClassInfo;
import org.jspecify.annotations.Nullable;

/**
 * Classes compiled for a later Java than the one that runs, or with preview features that it does
 * not have or that are off, told for each jar before one of them is loaded. Those that the webapp
 * needs, components and what they inherit from, decide how bad it is; a servlet of {@code
 * WEB-INF/classes} is always needed, one of a library only at the start. Of the others a jar may
 * have some that it loads only where it can: a warning where all are too new, and for {@code
 * WEB-INF/classes} where any is.
 */
public final class JavaCheck {
  private static final int NAMED = 5;
  private static final String ENABLE_PREVIEW = "--enable-preview";

  private final ClassIndex index;
  private final int java;

  private record Kind(Archive archive, boolean preview) {}

  private JavaCheck(ClassIndex index, int java) {
    this.index = index;
    this.java = java;
  }

  /**
   * @param java the release that runs, such as 17
   * @param components the class names of those that will be loaded, and how bad it is if one cannot
   * @return in the order of the archives
   */
  public static List<Problem> of(ClassIndex index, int java, Map<String, Severity> components) {
    return new JavaCheck(index, java).check(components);
  }

  private List<Problem> check(Map<String, Severity> components) {
    Map<Kind, Map<String, Integer>> refused = new LinkedHashMap<>();
    for (Archive archive : index.archives()) {
      for (NewerClass one : archive.newer()) {
        if (!canRun(one) && isLoaded(one.className(), archive)) {
          refused
              .computeIfAbsent(new Kind(archive, one.preview()), k -> new LinkedHashMap<>())
              .put(one.className(), one.java());
        }
      }
    }
    if (refused.isEmpty()) {
      return List.of();
    }
    Set<String> required = needed(components, Severity.ERROR);
    Set<String> wanted = needed(components, Severity.WARNING);
    List<Problem> problems = new ArrayList<>();
    refused.forEach(
        (kind, classes) -> {
          Problem problem = problem(kind, classes, required, wanted);
          if (problem != null) {
            problems.add(problem);
          }
        });
    return problems;
  }

  /** JVM specification, 4.1. */
  private boolean canRun(NewerClass one) {
    return one.preview() ? one.java() == java && hasPreviewFeatures() : one.java() <= java;
  }

  private static boolean hasPreviewFeatures() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().contains(ENABLE_PREVIEW);
  }

  private @Nullable Problem problem(
      Kind kind, Map<String, Integer> refused, Set<String> required, Set<String> wanted) {
    Archive archive = kind.archive;
    Set<String> named = new LinkedHashSet<>(refused.keySet());
    named.retainAll(required);
    if (!named.isEmpty()) {
      return problem(Severity.ERROR, kind, refused, named);
    }
    named.addAll(refused.keySet());
    named.retainAll(wanted);
    if (!named.isEmpty()) {
      return problem(archive.isJar() ? Severity.WARNING : Severity.ERROR, kind, refused, named);
    }
    boolean all = refused.size() == archive.index().getKnownClasses().size();
    return all || !archive.isJar()
        ? problem(Severity.WARNING, kind, refused, refused.keySet())
        : null;
  }

  private Problem problem(
      Severity severity, Kind kind, Map<String, Integer> refused, Collection<String> named) {
    Archive archive = kind.archive;
    int needs = named.stream().mapToInt(refused::get).max().orElseThrow();
    String names =
        named.stream().limit(NAMED).collect(Collectors.joining(", "))
            + (named.size() > NAMED ? " and " + (named.size() - NAMED) + " more" : "");
    String other = archive.isJar() ? "take a version of the jar" : "compile";
    return kind.preview
        ? new Problem(
            severity,
            "preview-features",
            Origin.of(archive.path()),
            "Compiled with preview features of Java "
                + needs
                + (needs == java ? ", which are off: " : ", this is Java " + java + ": ")
                + names,
            "run the server with "
                + (needs == java ? "" : "Java " + needs + " and ")
                + ENABLE_PREVIEW
                + ", or "
                + other
                + " without preview features")
        : new Problem(
            severity,
            "newer-java",
            Origin.of(archive.path()),
            "Compiled for Java " + needs + ", this is Java " + java + ": " + names,
            "run the server with Java " + needs + " or later, or " + other + " for Java " + java);
  }

  /** Not where another archive has it too and comes first. */
  private boolean isLoaded(String className, Archive archive) {
    return index.containerOf(className).filter(archive.name()::equals).isPresent();
  }

  /** With the supertypes in the webapp, which are loaded with a class. */
  private Set<String> needed(Map<String, Severity> components, Severity severity) {
    Set<String> needed = new HashSet<>();
    components.forEach(
        (className, its) -> {
          if (its == severity) {
            add(className, needed);
          }
        });
    return needed;
  }

  private void add(String className, Set<String> needed) {
    ClassInfo info = index.find(className);
    if (info != null && needed.add(className)) {
      if (info.superName() != null) {
        add(info.superName().toString(), needed);
      }
      info.interfaceNames().forEach(name -> add(name.toString(), needed));
    }
  }
}
