package io.slipway.deploy;

import io.slipway.naming.NamingScope;
import io.slipway.naming.WebappNames;
import io.slipway.resource.UncachedJars;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webapp's loader: its own classes first, except those of the JDK and of the APIs that are the
 * container's (Servlet 6.1, 10.7.2). Closing it closes its jars.
 */
final class WebappClassLoader extends URLClassLoader implements NamingScope, JdbcDrivers.Definer {
  static {
    registerAsParallelCapable();
  }

  /**
   * Where the JDK's own packages are; a webapp's copies of them are never used (10.7.2: "must not
   * be allowed to override Java SE").
   */
  private static final Set<String> JDK =
      Set.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "org.w3c.dom.",
          "org.xml.sax.",
          "org.ietf.jgss.");

  private static final PackagePrefixes JDK_FIRST = new PackagePrefixes(JDK);

  /**
   * Before 18 the JDK follows {@code META-INF/INDEX.LIST}: of a jar that another one's index names,
   * it finds nothing outside of packages, not even services. It does not recognise the jar by a URL
   * of this form.
   */
  private static final boolean FOLLOWS_INDEXES = Runtime.version().feature() < 18;

  private final URL[] urls;
  private final PackagePrefixes containersAlone;
  private final PackagePrefixes services;
  private final PackagePrefixes copied;
  private volatile @Nullable WebappNames names;

  WebappClassLoader(
      String name, List<Path> folders, List<Path> jars, ClassLoader parent, SharedPackages shared) {
    super(name, urls(folders, jars, FOLLOWS_INDEXES), parent);
    this.urls = urls(folders, jars, false);
    this.containersAlone = shared.containersAlone();
    this.services = shared.services();
    this.copied = shared.copied();
  }

  @Override
  public @Nullable WebappNames names() {
    return names;
  }

  void names(WebappNames opened) {
    names = opened;
  }

  /** Of files, as code expects that looks through class paths. */
  @Override
  public URL[] getURLs() {
    return urls.clone();
  }

  private static URL[] urls(List<Path> folders, List<Path> jars, boolean asJars) {
    List<URL> urls = new ArrayList<>();
    try {
      for (Path folder : folders) {
        urls.add(folder.toUri().toURL());
      }
      for (Path jar : jars) {
        URL url = jar.toUri().toURL();
        urls.add(asJars ? new URL("jar:" + url + "!/") : url);
      }
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("A path has no URL", impossible);
    }
    return urls.toArray(URL[]::new);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> type = findLoadedClass(name);
      if (type == null) {
        type = find(name);
      }
      if (resolve) {
        resolveClass(type);
      }
      return type;
    }
  }

  private Class<?> find(String name) throws ClassNotFoundException {
    ClassLoader parent = getParent();
    if (containersAlone.contain(name)) {
      return copied.contain(name) ? copy(name, parent) : parent.loadClass(name);
    }
    if (JDK_FIRST.contain(name)) {
      try {
        return parent.loadClass(name);
      } catch (ClassNotFoundException notTheJdks) {
        // packages such as javax.* are the JDK's in part only
        return findClass(name);
      }
    }
    try {
      return findClass(name);
    } catch (ClassNotFoundException notOurs) {
      return parent.loadClass(name);
    }
  }

  private Class<?> copy(String name, ClassLoader from) throws ClassNotFoundException {
    try (InputStream in = from.getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException unreadable) {
      throw new ClassNotFoundException(name, unreadable);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    if (parentFirst(name)) {
      URL url = getParent().getResource(name);
      return url == null ? findResource(name) : url;
    }
    URL url = findResource(name);
    return url == null ? getParent().getResource(name) : url;
  }

  private boolean parentFirst(String name) {
    // of services the first provider counts: that of the container's API is the container's
    return name.startsWith("java/")
        || containersAlone.containResource(name)
        || services.containService(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> urls = new ArrayList<>();
    if (parentFirst(name)) {
      urls.addAll(Collections.list(getParent().getResources(name)));
      urls.addAll(Collections.list(findResources(name)));
    } else {
      urls.addAll(Collections.list(findResources(name)));
      urls.addAll(Collections.list(getParent().getResources(name)));
    }
    return Collections.enumeration(urls);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    URL url = getResource(name);
    try {
      return url == null ? null : url.openStream();
    } catch (IOException unreadable) {
      return null;
    }
  }

  @Override
  public @Nullable URL findResource(String name) {
    URL url = super.findResource(name);
    return url == null ? null : UncachedJars.of(url);
  }

  @Override
  public Enumeration<URL> findResources(String name) throws IOException {
    // once each, where a jar is found by another one's index or Class-Path, too
    Map<String, URL> found = new LinkedHashMap<>();
    for (URL url : Collections.list(super.findResources(name))) {
      found.putIfAbsent(url.toExternalForm(), UncachedJars.of(url));
    }
    return Collections.enumeration(found.values());
  }

  /**
   * A class of the container's that must be the webapp's to do its work, such as asking {@code
   * DriverManager}.
   */
  @Override
  public Class<?> define(String name, byte[] bytes) {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? defineClass(name, bytes, 0, bytes.length) : known;
    }
  }
}
