package io.slipway.cli;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The distribution's jars: those that every start needs in {@code lib/}; in {@code lib/modules/}
 * what webapps may see, behind them on the class path; and apart, each in a folder of its own, the
 * modules that only settings ask for. The JDK looks through the whole class path again and again,
 * so a start pays for every jar on it.
 */
final class Libraries {
  private static final String MODULES = "modules";
  private static final List<String> APART = List.of("data", "metrics");

  private Libraries() {}

  /** The jars of the class path, also those that a jar's manifest puts there. */
  static List<Path> classPath() {
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      jars.add(Path.of(entry));
    }
    Path folder = folder();
    if (folder != null) {
      Stream.concat(Layout.jars(folder).stream(), Layout.jars(folder.resolve(MODULES)).stream())
          .filter(jar -> !jars.contains(jar))
          .forEach(jars::add);
    }
    return jars;
  }

  /** Where the modules are found that only settings ask for; stays open as long as the process. */
  static ClassLoader apart() {
    return Apart.LOADER;
  }

  private static final class Apart {
    static final ClassLoader LOADER = loader();
  }

  private static ClassLoader loader() {
    Path folder = folder();
    ClassLoader own = Libraries.class.getClassLoader();
    if (folder == null) {
      return own;
    }
    List<URL> jars = new ArrayList<>();
    try {
      for (String module : APART) {
        for (Path jar : Layout.jars(folder.resolve(module))) {
          jars.add(jar.toUri().toURL());
        }
      }
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("A path has no URL", impossible);
    }
    return jars.isEmpty()
        ? own
        : new URLClassLoader("slipway-modules", jars.toArray(URL[]::new), own);
  }

  /** Of the jar that this class is in; null where it is in none. */
  private static @Nullable Path folder() {
    CodeSource source = Libraries.class.getProtectionDomain().getCodeSource();
    try {
      Path jar = source == null ? null : Path.of(source.getLocation().toURI());
      return jar != null && jar.toString().endsWith(".jar") ? jar.getParent() : null;
    } catch (URISyntaxException | IllegalArgumentException notAFile) {
      return null;
    }
  }
}
