package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.descriptor.WebappFiles;
import io.slipway.model.WebApp;
import io.slipway.spi.ClassArchive;
import io.slipway.spi.FeatureContext;
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
import java.util.jar.JarFile;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/** What features ask of a webapp before it has a loader. */
record WebappFeatureContext(WebApp model, ClassIndex index, @Nullable Path root, WebappFiles files)
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
