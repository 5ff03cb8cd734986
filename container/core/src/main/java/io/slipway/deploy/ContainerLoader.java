package io.slipway.deploy;

import io.slipway.naming.NamingLookup;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a webapp sees of the container: the JDK, the Servlet API, what its features offer, and the
 * jars that all webapps share; nothing else that happens to be on the container's class path. The
 * parent of the webapps' loaders.
 */
final class ContainerLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final ClassLoader container;
  private final PackagePrefixes visible;
  private final PackagePrefixes services;
  private final List<String> homes;

  /**
   * @param libraries of the jars that all webapps share, above it only the JDK
   */
  ContainerLoader(ClassLoader container, ClassLoader libraries, SharedPackages shared) {
    super("slipway-api", libraries);
    this.container = container;
    this.visible = shared.visible();
    this.services = shared.services();
    this.homes = shared.homes();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return visible.contain(name) ? container.loadClass(name) : super.loadClass(name, resolve);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    if (name.equals(NamingLookup.RESOURCE)) {
      return NamingLookup.settings();
    }
    return offers(name) ? container.getResource(name) : null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    if (name.equals(NamingLookup.RESOURCE)) {
      // the container's own, not whatever an embedder has of this name
      return Collections.enumeration(List.of(NamingLookup.settings()));
    }
    if (!offers(name)) {
      return Collections.emptyEnumeration();
    }
    List<URL> found = Collections.list(container.getResources(name));
    found.sort(Comparator.comparing(url -> !isOfFeature(url)));
    return Collections.enumeration(found);
  }

  private boolean isOfFeature(URL url) {
    String text = url.toString();
    return homes.stream().anyMatch(text::contains);
  }

  private boolean offers(String name) {
    return visible.containResource(name) || services.containService(name);
  }
}
