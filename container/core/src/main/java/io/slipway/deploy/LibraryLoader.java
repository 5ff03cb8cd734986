package io.slipway.deploy;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jboss.logging.Logger;

/**
 * The loader of jars that all webapps share, such as JDBC drivers, filters or tag libraries; above
 * it are only the JDK and the APIs that every webapp has from the container. Closing it deregisters
 * its drivers.
 */
public final class LibraryLoader extends URLClassLoader implements JdbcDrivers.Definer {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  static {
    registerAsParallelCapable();
  }

  private final List<Path> jars;

  private LibraryLoader(List<Path> jars, ClassLoader parent) {
    super("slipway-libraries", jars.stream().map(LibraryLoader::url).toArray(URL[]::new), parent);
    this.jars = List.copyOf(jars);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("A path has no URL", impossible);
    }
  }

  /**
   * @param container the loader that the APIs come from
   * @param features of the container, whose APIs they are beside that of servlets
   */
  public static LibraryLoader of(
      List<Path> jars, ClassLoader container, List<FeatureModule> features) {
    return new LibraryLoader(jars, new Apis(container, SharedPackages.ofEveryWebapp(features)));
  }

  List<Path> jars() {
    return jars;
  }

  /** Those with an entry in a folder, or below it, whose name ends so. */
  List<URL> jarsWith(String folder, String nameEnd) {
    return jars.stream()
        .filter(jar -> hasEntry(jar, n -> n.startsWith(folder) && n.endsWith(nameEnd)))
        .map(LibraryLoader::url)
        .toList();
  }

  private static boolean hasEntry(Path jar, Predicate<String> wanted) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(ZipEntry::getName).anyMatch(wanted);
    } catch (IOException unreadable) {
      LOG.warnf("%s cannot be read: %s", jar, unreadable.getMessage());
      return false;
    }
  }

  /** For the container alone, as for a webapp's loader. */
  @Override
  public Class<?> define(String name, byte[] bytes) {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? defineClass(name, bytes, 0, bytes.length) : known;
    }
  }

  @Override
  public void close() throws IOException {
    JdbcDrivers.release("Libraries", this);
    super.close();
  }

  /** The JDK and the APIs, of which a shared filter must see the webapps' own. */
  private static final class Apis extends ClassLoader {
    static {
      registerAsParallelCapable();
    }

    private final ClassLoader container;
    private final PackagePrefixes visible;

    Apis(ClassLoader container, PackagePrefixes visible) {
      super("slipway-library-apis", ClassLoader.getPlatformClassLoader());
      this.container = container;
      this.visible = visible;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (visible.contain(name)) {
        return container.loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
