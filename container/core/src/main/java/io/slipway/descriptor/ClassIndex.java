package io.slipway.descriptor;

import io.slipway.model.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.CompositeIndex;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * What the classes of one webapp say about themselves without being loaded: one Jandex index for
 * {@code WEB-INF/classes} and one for each jar, in the order in which the class loader looks.
 * Immutable; let it go after the deployment.
 */
public final class ClassIndex {
  private final List<Archive> archives;
  private final IndexView all;

  private ClassIndex(List<Archive> archives) {
    this.archives = List.copyOf(archives);
    this.all = CompositeIndex.create(archives.stream().<IndexView>map(Archive::index).toList());
  }

  /** Indexes, jars in parallel, or takes from the cache what has not changed. */
  public static ClassIndex of(WebappFiles files, IndexCache cache) {
    Stream<Archive> jars = files.libraries().parallelStream().map(cache::jar);
    List<Archive> archives = new ArrayList<>();
    archives.add(ArchiveIndexer.folders(files.classes()));
    archives.addAll(jars.toList());
    return new ClassIndex(archives);
  }

  /**
   * All classes as Jandex shows them, but for what {@link ClassOutline} leaves out: for extensions
   * that read annotations themselves, such as CDI.
   */
  public IndexView view() {
    return all;
  }

  /** One archive as Jandex shows it; empty for a name that is none. */
  public Optional<IndexView> view(String container) {
    return archives.stream()
        .filter(a -> a.name().equals(container))
        .<IndexView>map(Archive::index)
        .findFirst();
  }

  List<Archive> archives() {
    return archives;
  }

  /** How many archives came from the cache. */
  int fromCache() {
    return (int) archives.stream().filter(Archive::cached).count();
  }

  /**
   * Where a class of the webapp stands: {@code WEB-INF/classes}, or the file name of a jar; the
   * first where there are several.
   */
  public Optional<String> containerOf(String className) {
    DotName name = DotName.createSimple(className);
    return archives.stream()
        .filter(a -> a.index().getClassByName(name) != null)
        .map(Archive::name)
        .findFirst();
  }

  /** Class files and jars that could not be read. */
  List<Problem> problems() {
    return archives.stream().flatMap(archive -> archive.unreadable().stream()).toList();
  }

  /**
   * The classes that a {@code ServletContainerInitializer} with {@code @HandlesTypes} is to be told
   * of: Servlet 6.1, 8.2.4. They extend or implement one of the types, directly or not, or carry it
   * as an annotation on themselves, a method or a field. A type is not among them because of itself
   * alone.
   *
   * @param types class names
   * @param fallback for supertypes outside the webapp, such as {@code HttpServlet} between a class
   *     of the webapp and {@code Servlet}; what it cannot load is passed over, as the specification
   *     demands
   * @param jars the file names of those that count, {@code WebApp.fragmentOrder()}; a class may
   *     inherit through the others all the same
   * @return in the order of the archives, by name within one
   */
  public Set<String> handled(Set<String> types, ClassLoader fallback, Collection<String> jars) {
    if (types.isEmpty()) {
      return Set.of();
    }
    Set<DotName> found = new HandledTypes(all, types, fallback).find();
    Set<String> names = new LinkedHashSet<>();
    for (Archive archive : archives) {
      if (!archive.isJar() || jars.contains(archive.name())) {
        found.stream()
            .filter(n -> archive.index().getClassByName(n) != null)
            .map(DotName::toString)
            .sorted()
            .forEach(names::add);
      }
    }
    return names;
  }

  @Nullable ClassInfo find(String className) {
    return all.getClassByName(DotName.createSimple(className));
  }
}
