package io.slipway.deploy;

import java.util.Set;

/** A set of packages with all below them. Immutable; asked for every class. */
final class PackagePrefixes {
  private final String[] prefixes;

  /** @param packages each with a dot at the end */
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

  /** @param name with slashes */
  boolean containResource(String name) {
    return contain(name.replace('/', '.'));
  }
}
