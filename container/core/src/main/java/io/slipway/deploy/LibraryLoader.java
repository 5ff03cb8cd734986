package io.slipway.deploy;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * The loader of jars that all webapps share, such as JDBC drivers, filters or tag libraries; above
 * it are only the JDK and the APIs that every webapp has from the container. Closing it deregisters
 * its drivers.
 */
public final class LibraryLoader extends URLClassLoader implements JdbcDrivers.Definer {
  static {
    registerAsParallelCapable();
  }

  private LibraryLoader(URL[] jars, ClassLoader parent) {
    super("slipway-libraries", jars, parent);
  }

  /**
   * @param container the loader that the APIs come from
   * @param features of the container, whose APIs they are beside that of servlets
   */
  public static LibraryLoader of(
      List<Path> jars, ClassLoader container, List<FeatureModule> features) {
    URL[] urls = new URL[jars.size()];
    try {
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("A path has no URL", impossible);
    }
    return new LibraryLoader(urls, new Apis(container, SharedPackages.ofEveryWebapp(features)));
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
