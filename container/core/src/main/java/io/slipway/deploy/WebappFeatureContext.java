package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.descriptor.WebappFiles;
import io.slipway.model.WebApp;
import io.slipway.spi.ClassArchive;
import io.slipway.spi.FeatureContext;
import io.slipway.spi.PageOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/** What features ask of a webapp before it has a loader. */
record WebappFeatureContext(
    WebApp model, ClassIndex index, @Nullable Path root, WebappFiles files, PageOptions pages)
    implements FeatureContext {
  private static final String CLASSES = "WEB-INF/classes";

  @Override
  public boolean hasClass(String name) {
    return index.containerOf(name).isPresent();
  }

  @Override
  public boolean hasFile(String path) {
    return root != null && Files.exists(root.resolve(path.substring(1)));
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
    List<ClassArchive> archives = new ArrayList<>();
    index.view(CLASSES).ifPresent(v -> archives.add(new Folders(v, files.classes())));
    for (Path jar : files.libraries()) {
      String name = String.valueOf(jar.getFileName());
      index.view(name).ifPresent(v -> archives.add(new Jar(name, v, jar)));
    }
    return archives;
  }

  private record Folders(IndexView index, List<Path> folders) implements ClassArchive {
    @Override
    public String name() {
      return CLASSES;
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
          .map(f -> f.resolve("META-INF"))
          .filter(Files::isDirectory)
          .anyMatch(f -> hasFile(f, nameEnd));
    }

    private static boolean hasFile(Path folder, String nameEnd) {
      try (Stream<Path> files = Files.walk(folder)) {
        return files.anyMatch(f -> f.toString().endsWith(nameEnd));
      } catch (IOException | UncheckedIOException unreadable) {
        // as good as absent: whoever needs the file says so
        return false;
      }
    }
  }

  private record Jar(String name, IndexView index, Path file) implements ClassArchive {
    @Override
    public Optional<URL> resource(String path) {
      try (JarFile jar = new JarFile(file.toFile(), false)) {
        return jar.getEntry(path) == null
            ? Optional.empty()
            : Optional.of(UncachedJars.of(url(URI.create("jar:" + file.toUri() + "!/" + path))));
      } catch (IOException unreadable) {
        // the index has reported it
        return Optional.empty();
      }
    }

    @Override
    public boolean hasMetadata(String nameEnd) {
      try (JarFile jar = new JarFile(file.toFile(), false)) {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
          String name = entries.nextElement().getName();
          if (name.endsWith(nameEnd) && name.startsWith("META-INF/")) {
            return true;
          }
        }
        return false;
      } catch (IOException unreadable) {
        // the index has reported it
        return false;
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

  @Override
  public boolean hasClassOf(Set<String> types) {
    return !index
        .handled(types, ClassLoader.getPlatformClassLoader(), model.fragmentOrder())
        .isEmpty();
  }
}
