package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.descriptor.WebappFiles;
import io.slipway.model.WebApp;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A webapp's {@code ServletContainerInitializer}s and the classes that they ask for: Servlet 6.1,
 * 8.2.4.
 */
final class Initializers {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");
  private static final String SERVICE =
      "META-INF/services/" + ServletContainerInitializer.class.getName();

  private final WebappFiles files;
  private final ClassIndex index;
  private final WebApp app;
  private final SharedPackages shared;
  private final ClassLoader loader;

  Initializers(
      WebappFiles files, ClassIndex index, WebApp app, SharedPackages shared, ClassLoader loader) {
    this.files = files;
    this.index = index;
    this.app = app;
    this.shared = shared;
    this.loader = loader;
  }

  /**
   * Those of the webapp in the order of its fragments; jars that absolute ordering leaves out have
   * none. Those of libraries that a feature has instead of the webapp are left out: their work is
   * the feature's.
   */
  List<ServletContainerInitializer> find() throws IOException, ServletException {
    List<ServletContainerInitializer> found = new ArrayList<>();
    for (String name : names()) {
      found.add(make(name));
    }
    return found;
  }

  /** The class names of the same. */
  Set<String> names() throws IOException {
    Set<String> names = new LinkedHashSet<>();
    for (Path folder : files.classes()) {
      Path service = folder.resolve(SERVICE);
      if (Files.isRegularFile(service)) {
        try (InputStream in = Files.newInputStream(service)) {
          ServiceFile.read(in, names);
        }
      }
    }
    Map<String, Path> jars = new HashMap<>();
    files.libraries().forEach(jar -> jars.put(String.valueOf(jar.getFileName()), jar));
    for (String jar : app.fragmentOrder()) {
      Path file = jars.get(jar);
      Optional<InputStream> service =
          file == null ? Optional.empty() : WebappFiles.open(file, SERVICE);
      if (service.isPresent()) {
        try (InputStream in = service.get()) {
          ServiceFile.read(in, names);
        }
      }
    }
    names.removeIf(
        name -> {
          boolean ours = shared.implementations().contain(name);
          if (ours) {
            LOG.debugf("%s is not run: the container does its work", name);
          }
          return ours;
        });
    return names;
  }

  private ServletContainerInitializer make(String name) throws ServletException {
    try {
      return Class.forName(name, true, loader)
          .asSubclass(ServletContainerInitializer.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError | ClassCastException failure) {
      throw new ServletException(
          "ServletContainerInitializer " + name + " cannot be made: " + failure, failure);
    }
  }

  /**
   * Runs one with the classes that it asks for.
   *
   * @throws ServletException of its own, or because a class that it needs is not there, as where a
   *     library was made for one server
   */
  void run(ServletContainerInitializer initializer, ServletContext context)
      throws ServletException {
    try {
      initializer.onStartup(handledBy(initializer), context);
    } catch (NoClassDefFoundError missing) {
      String name = initializer.getClass().getName();
      String message =
          String.format(
              "The ServletContainerInitializer %s%s needs a class that is not there, %s. Add its jar; or, if it is meant for"
                  + " another server, leave it out: <absolute-ordering> in WEB-INF/web.xml names the fragments that count",
              name,
              index.containerOf(name).map(jar -> " of " + jar).orElse(""),
              String.valueOf(missing.getMessage()).replace('/', '.'));
      throw new ServletException(message, missing);
    }
  }

  /** Null where it asks for none, or none are there. */
  private @Nullable Set<Class<?>> handledBy(ServletContainerInitializer initializer) {
    Set<String> types = types(initializer);
    if (types.isEmpty()) {
      return null;
    }
    Set<Class<?>> handled = new LinkedHashSet<>();
    for (String name : index.handled(types, loader, app.fragmentOrder())) {
      try {
        handled.add(Class.forName(name, false, loader));
      } catch (ClassNotFoundException | LinkageError failure) {
        // 8.2.4: classes whose optional dependencies are missing are passed over, but not in
        // silence
        LOG.debugf("%s is not handed to %s: %s", name, initializer.getClass().getName(), failure);
      }
    }
    return handled.isEmpty() ? null : handled;
  }

  private static Set<String> types(ServletContainerInitializer initializer) {
    Set<String> names = new LinkedHashSet<>();
    try {
      HandlesTypes handles = initializer.getClass().getAnnotation(HandlesTypes.class);
      if (handles != null) {
        for (Class<?> type : handles.value()) {
          names.add(type.getName());
        }
      }
    } catch (ArrayStoreException | TypeNotPresentException | LinkageError missing) {
      LOG.infof(
          "%s handles types that are not there: %s", initializer.getClass().getName(), missing);
    }
    return names;
  }
}
