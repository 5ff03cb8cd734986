package io.slipway.deploy;

import java.util.Set;

/** A set of packages with all below them. Immutable; asked for every class. */
final class PackagePrefixes {
  private static final String SERVICES = "META-INF/services/";

  private final String[] prefixes;

  /**
   * @param packages each with a dot at the end
   */
  PackagePrefixes(Set<String> packages) {
    this.prefixes = packages.toArray(String[]::new);
  }

  boolean contain(String className) {
    for (String prefix : prefixes) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param name with slashes
   */
  boolean containResource(String name) {
    return contain(name.replace('/', '.'));
  }

  /** Whether this resource names the providers of a service of these packages. */
  boolean containService(String name) {
    return name.startsWith(SERVICES) && contain(name.substring(SERVICES.length()));
  }
}
