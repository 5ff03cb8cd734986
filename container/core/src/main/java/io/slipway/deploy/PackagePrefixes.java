package io.slipway.deploy;

import java.util.Set;

/**
 * A set of packages with all below them, but for some of those below. Immutable; asked for every
 * class.
 */
final class PackagePrefixes {
  private static final String SERVICES = "META-INF/services/";

  private final String[] prefixes;
  private final String[] exceptions;

  /**
   * @param packages each with a dot at the end
   */
  PackagePrefixes(Set<String> packages) {
    this(packages, Set.of());
  }

  /**
   * @param exceptions what is below one of the packages and yet does not belong to them
   */
  PackagePrefixes(Set<String> packages, Set<String> exceptions) {
    this.prefixes = packages.toArray(String[]::new);
    this.exceptions = exceptions.toArray(String[]::new);
  }

  boolean contain(String className) {
    return startsWithOne(className, prefixes) && !startsWithOne(className, exceptions);
  }

  private static boolean startsWithOne(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
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
