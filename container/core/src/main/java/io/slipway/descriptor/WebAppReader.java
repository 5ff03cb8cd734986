package io.slipway.descriptor;

import io.slipway.model.ComponentType;
import io.slipway.model.ListenerDef;
import io.slipway.model.MergeResult;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.jandex.ClassInfo;

/**
 * A webapp's files to its model, with everything that is wrong with it. Loads none of its classes.
 *
 * <p>Steps: read {@code web.xml} ({@link DescriptorReader}); read the fragments; order them ({@link
 * FragmentOrder}); read annotations ({@link AnnotationReader}); merge ({@link Merge}); annotations
 * that follow a class ({@link ClassAnnotations}); check the whole ({@link Consistency}, {@link
 * LegacyCheck}); make the model ({@link Assembly}).
 *
 * <p>As 8.4 demands, the version of {@code web.xml} decides nothing here; only {@code
 * metadata-complete} does.
 */
public final class WebAppReader {
  private static final String WEB_XML = "WEB-INF/web.xml";
  private static final String WEB_FRAGMENT_XML = "META-INF/web-fragment.xml";

  private final WebappFiles files;
  private final ClassIndex index;
  private final Problems problems = new Problems();

  private WebAppReader(WebappFiles files, ClassIndex index) {
    this.files = files;
    this.index = index;
  }

  /** Reads; takes as long as reading some files does, and keeps nothing open. */
  public static MergeResult read(WebappFiles files, ClassIndex index) {
    return new WebAppReader(files, index).read();
  }

  private MergeResult read() {
    problems.addAll(index.problems());
    Descriptor main = readMain();
    boolean complete = main.metadataComplete;
    // with metadata-complete, fragments are read only for the names by which absolute-ordering
    // excludes jars (8.2.2, 1.d)
    List<Fragment> fragments =
        readFragments(
            complete ? new Problems() : problems, !complete || main.absoluteOrdering != null);
    FragmentOrder.Result order;
    if (main.absoluteOrdering != null) {
      order = FragmentOrder.absolute(main.absoluteOrdering, fragments);
    } else if (complete) {
      order = new FragmentOrder.Result(fragments, false);
    } else {
      order = FragmentOrder.relative(fragments, problems);
    }

    Hierarchy hierarchy = new Hierarchy(index.view());
    Merge merge = new Merge(main, problems);
    Map<String, Origin> declared;
    if (complete) {
      merge.addFragments(List.of());
      declared = classesOf(main);
    } else {
      List<Fragment> ordered = order.fragments();
      merge.addFragments(
          ordered.stream().map(Fragment::descriptor).filter(d -> d != null).toList());
      declared = classesOf(main);
      ordered.stream()
          .map(Fragment::descriptor)
          .filter(d -> d != null)
          .forEach(d -> addListeners(d, declared));
      addAnnotations(main, merge, ordered, fragments, hierarchy);
    }

    Set<String> legacy = new LegacyCheck(index, problems).check(declared);
    new Consistency(main, index, hierarchy, legacy, problems).check();
    TomcatContext.check(files, problems);
    return new MergeResult(new Assembly(main).webApp(order), problems.list());
  }

  private Descriptor readMain() {
    try {
      Optional<byte[]> document = files.read(WEB_XML);
      if (document.isPresent()) {
        return new DescriptorReader(problems).read(WEB_XML, document.get(), "web-app");
      }
      if (Files.isDirectory(files.root().resolve(WEB_XML))) {
        problems.error(
            Problem.UNREADABLE_FILE,
            Origin.of(WEB_XML),
            "This is a folder and not a file",
            "put the descriptor in its place, or remove it");
      }
      files
          .misnamedWebInf()
          .ifPresent(
              name ->
                  problems.warn(
                      "web-inf-letters",
                      Origin.of(name),
                      "The folder is not WEB-INF: nothing in it is used",
                      "call it WEB-INF"));
      files
          .inner()
          .ifPresent(
              name ->
                  problems.warn(
                      "webapp-inside",
                      Origin.of(name),
                      "The webapp is in this folder, and nothing of it runs: all that is around it, and in its WEB-INF, is"
                          + " served as files",
                      "deploy that folder with its compiled classes, or a WAR that has WEB-INF at its top"));
    } catch (IOException e) {
      problems.error(
          Problem.UNREADABLE_FILE,
          Origin.of(WEB_XML),
          "Cannot read the file: " + e.getMessage(),
          "check its permissions");
    }
    return new Descriptor(WEB_XML);
  }

  private List<Fragment> readFragments(Problems into, boolean readDescriptors) {
    List<Fragment> fragments = new ArrayList<>();
    for (Path jar : files.libraries()) {
      String name = jar.getFileName().toString();
      Descriptor descriptor = null;
      if (readDescriptors) {
        String source = WebappFiles.nameOf(jar) + "!/" + WEB_FRAGMENT_XML;
        try {
          Optional<byte[]> document = WebappFiles.read(jar, WEB_FRAGMENT_XML);
          if (document.isPresent()) {
            descriptor = new DescriptorReader(into).read(source, document.get(), "web-fragment");
          }
        } catch (IOException e) {
          into.addAll(List.of(WebappFiles.unreadable(jar, e)));
        }
      }
      fragments.add(new Fragment(name, descriptor));
    }
    return fragments;
  }

  private void addAnnotations(
      Descriptor main,
      Merge merge,
      List<Fragment> ordered,
      List<Fragment> all,
      Hierarchy hierarchy) {
    AnnotationReader reader = new AnnotationReader(problems, hierarchy);
    Map<String, Archive> archives = new LinkedHashMap<>();
    index.archives().forEach(a -> archives.put(a.name(), a));

    Archive classes = archives.get(WebappFiles.CLASSES);
    if (classes != null) {
      addAnnotationsOf(reader.read(classes), merge);
    }
    for (Fragment fragment : ordered) {
      Descriptor descriptor = fragment.descriptor();
      if (descriptor != null) {
        merge.addListeners(descriptor.listeners);
      }
      Archive archive = archives.get(fragment.jar());
      if (archive != null && (descriptor == null || !descriptor.metadataComplete)) {
        addAnnotationsOf(reader.read(archive), merge);
      }
    }

    Set<String> closed = new HashSet<>();
    for (Fragment fragment : all) {
      if (fragment.descriptor() != null && fragment.descriptor().metadataComplete) {
        closed.add(fragment.jar());
      }
    }
    addExcludedServlets(main, merge, ordered, closed, reader);
    new ClassAnnotations(index, archive -> !closed.contains(archive), problems).apply(main);
    new ResourceAnnotations(index, archive -> !closed.contains(archive), problems).apply(main);
  }

  private static void addAnnotationsOf(Descriptor annotations, Merge merge) {
    merge.addAnnotations(annotations);
    merge.addListeners(annotations.listeners);
  }

  /**
   * 8.2.2, 1.d: a servlet of an excluded jar that a descriptor names keeps what its own annotation
   * says of it.
   */
  private void addExcludedServlets(
      Descriptor main,
      Merge merge,
      List<Fragment> ordered,
      Set<String> closed,
      AnnotationReader reader) {
    Set<String> included = new HashSet<>();
    ordered.forEach(f -> included.add(f.jar()));
    included.add(WebappFiles.CLASSES);
    for (Descriptor.Servlet servlet : List.copyOf(main.servlets.values())) {
      String className = servlet.className();
      if (className == null) {
        continue;
      }
      Optional<String> container = index.containerOf(className);
      if (container.isPresent()
          && !included.contains(container.get())
          && !closed.contains(container.get())) {
        ClassInfo info = index.find(className);
        Descriptor annotation = info == null ? null : reader.readServlet(info);
        if (annotation != null && annotation.servlets.containsKey(servlet.name)) {
          merge.addAnnotations(annotation);
        }
      }
    }
  }

  private static void addListeners(Descriptor descriptor, Map<String, Origin> declared) {
    for (ListenerDef listener : descriptor.listeners) {
      declared.putIfAbsent(listener.className(), listener.origin());
    }
  }

  /** What descriptors declare, before annotations are added. */
  private static Map<String, Origin> classesOf(Descriptor merged) {
    Map<String, Origin> classes = new LinkedHashMap<>();
    merged.servlets.values().stream()
        .filter(s -> s.type != null && s.type.value() instanceof ComponentType.ClassName)
        .forEach(s -> classes.putIfAbsent(String.valueOf(s.className()), s.origin));
    merged.filters.values().stream()
        .filter(f -> f.className != null)
        .forEach(f -> classes.putIfAbsent(f.className.value(), f.origin));
    addListeners(merged, classes);
    return classes;
  }
}
