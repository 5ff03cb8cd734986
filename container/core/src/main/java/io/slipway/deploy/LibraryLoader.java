package io.slipway.deploy;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * The loader of jars that all webapps share, such as JDBC drivers; above it is only the JDK.
 * Closing it deregisters its drivers.
 */
public final class LibraryLoader extends URLClassLoader implements JdbcDrivers.Definer {
  static {
    registerAsParallelCapable();
  }

  private LibraryLoader(URL[] jars) {
    super("slipway-libraries", jars, ClassLoader.getPlatformClassLoader());
  }

  public static LibraryLoader of(List<Path> jars) {
    URL[] urls = new URL[jars.size()];
    try {
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("A path has no URL", impossible);
    }
    return new LibraryLoader(urls);
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
}
