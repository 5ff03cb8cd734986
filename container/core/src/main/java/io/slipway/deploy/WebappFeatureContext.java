package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.descriptor.FileTree;
import io.slipway.descriptor.WebappFiles;
import io.slipway.model.ComponentType.ClassName;
import io.slipway.model.WebApp;
import io.slipway.resource.UncachedJars;
import io.slipway.spi.ClassArchive;
import io.slipway.spi.FeatureContext;
import io.slipway.spi.PageOptions;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/** What features ask of a webapp before it has a loader. Used by the thread that deploys. */
final class WebappFeatureContext implements FeatureContext {
  private static final String CLASSES = "WEB-INF/classes";
  private static final String METADATA = "META-INF/";

  private final WebApp model;
  private final ClassIndex index;
  private final @Nullable Path root;
  private final PageOptions pages;
  private final ClassLoader libraries;
  private final List<ClassArchive> archives = new ArrayList<>();

  /**
   * @param libraries the loader of the jars that all webapps share
   */
  WebappFeatureContext(
      WebApp model,
      ClassIndex index,
      @Nullable Path root,
      WebappFiles files,
      PageOptions pages,
      ClassLoader libraries) {
    this.model = model;
    this.index = index;
    this.root = root;
    this.pages = pages;
    this.libraries = libraries;
    Path own = files.root().resolve("WEB-INF");
    index.view(CLASSES).ifPresent(v -> archives.add(new ClassFolders(v, files.classes(), own)));
    for (Path jar : files.libraries()) {
      String name = String.valueOf(jar.getFileName());
      index.view(name).ifPresent(v -> archives.add(new ClassJar(name, v, jar, own)));
    }
  }

  @Override
  public WebApp model() {
    return model;
  }

  @Override
  public PageOptions pages() {
    return pages;
  }

  @Override
  public boolean hasClass(String name) {
    return index.containerOf(name).isPresent();
  }

  @Override
  public Optional<URL> file(String path) {
    Path file = root == null ? null : root.resolve(path.substring(1));
    return file != null && Files.isRegularFile(file)
        ? Optional.of(url(file.toUri()))
        : Optional.empty();
  }

  @Override
  public List<ClassArchive> archives() {
    return List.copyOf(archives);
  }

  @Override
  public List<URL> sharedJars(String nameEnd) {
    return libraries instanceof LibraryLoader shared
        ? shared.jarsWith(METADATA, nameEnd)
        : List.of();
  }

  @Override
  public boolean hasClassOf(Set<String> types) {
    return !index
        .handled(types, ClassLoader.getPlatformClassLoader(), model.fragmentOrder())
        .isEmpty();
  }

  @Override
  public boolean declaresServlet(String className) {
    return model.servlets().stream()
        .anyMatch(s -> s.type() instanceof ClassName type && type.name().equals(className));
  }

  /** Whether a class of the webapp has this name, or it or the descriptor names it. */
  boolean mentions(String className) {
    DotName name = DotName.createSimple(className);
    IndexView all = index.view();
    return !all.getAnnotations(name).isEmpty()
        || !all.getKnownUsers(name).isEmpty()
        || all.getClassByName(name) != null
        || declaresServlet(className);
  }

  /**
   * Whether a file whose name ends so is below {@code WEB-INF}, or below {@code META-INF} of an
   * archive.
   */
  boolean hasMetadata(String nameEnd) {
    return inWebInf(nameEnd) || archives.stream().anyMatch(a -> a.hasMetadata(nameEnd));
  }

  @Override
  public boolean inWebInf(String nameEnd) {
    Path folder = root == null ? null : root.resolve("WEB-INF");
    if (folder == null || !Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(f -> !f.endsWith("classes") && !f.endsWith("lib"))
          .anyMatch(f -> hasFile(f, nameEnd));
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** As good as absent what cannot be read: whoever needs the file says so. */
  private static boolean hasFile(Path folder, String nameEnd) {
    try {
      return FileTree.files(folder).keySet().stream().anyMatch(f -> f.toString().endsWith(nameEnd));
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static List<URL> elsewhere(List<Path> places, Path webInf) {
    return places.stream().filter(p -> !p.startsWith(webInf)).map(p -> url(p.toUri())).toList();
  }

  private record ClassFolders(IndexView index, List<Path> folders, Path webInf)
      implements ClassArchive {
    @Override
    public String name() {
      return CLASSES;
    }

    @Override
    public List<URL> elsewhere() {
      return WebappFeatureContext.elsewhere(folders, webInf);
    }

    @Override
    public Optional<URL> resource(String path) {
      return folders.stream()
          .map(f -> f.resolve(path))
          .filter(Files::isRegularFile)
          .findFirst()
          .map(f -> url(f.toUri()));
    }

    @Override
    public boolean hasMetadata(String nameEnd) {
      return folders.stream()
          .map(f -> f.resolve(METADATA))
          .filter(Files::isDirectory)
          .anyMatch(f -> hasFile(f, nameEnd));
    }
  }

  private static final class ClassJar implements ClassArchive {
    private final String name;
    private final IndexView index;
    private final Path file;
    private final Path webInf;

    /** Names of the entries below {@code META-INF}; null until somebody asks. */
    private @Nullable Set<String> metadata;

    ClassJar(String name, IndexView index, Path file, Path webInf) {
      this.name = name;
      this.index = index;
      this.file = file;
      this.webInf = webInf;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public List<URL> elsewhere() {
      return WebappFeatureContext.elsewhere(List.of(file), webInf);
    }

    @Override
    public IndexView index() {
      return index;
    }

    @Override
    public Optional<URL> resource(String path) {
      boolean found =
          path.startsWith(METADATA) ? metadata().contains(path) : !entries(path::equals).isEmpty();
      return found
          ? Optional.of(UncachedJars.of(url(URI.create("jar:" + file.toUri() + "!/" + path))))
          : Optional.empty();
    }

    @Override
    public boolean hasMetadata(String nameEnd) {
      return metadata().stream().anyMatch(n -> n.endsWith(nameEnd));
    }

    private Set<String> metadata() {
      Set<String> names = metadata;
      if (names == null) {
        names = entries(n -> n.startsWith(METADATA));
        metadata = names;
      }
      return names;
    }

    private Set<String> entries(Predicate<String> wanted) {
      try (JarFile jar = new JarFile(file.toFile(), false)) {
        return jar.stream().map(ZipEntry::getName).filter(wanted).collect(Collectors.toSet());
      } catch (IOException unreadable) {
        // the index has reported it
        return Set.of();
      }
    }
  }

  private static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("A file has no URL", impossible);
    }
  }
}
