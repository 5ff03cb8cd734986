package io.slipway.descriptor;

import io.slipway.descriptor.Archive.LegacyUse;
import java.util.List;
import org.jboss.jandex.Index;

/**
 * The index of one jar or of the folders of classes.
 *
 * @param name {@code WEB-INF/classes} or the file name of a jar in {@code WEB-INF/lib}
 * @param unreadable class files that could not be indexed, with the reason
 * @param legacy classes that use the API of before Jakarta EE 9
 * @param cached whether it was read from the cache
 */
record Archive(
    String name, Index index, List<String> unreadable, List<LegacyUse> legacy, boolean cached) {
  Archive {
    unreadable = List.copyOf(unreadable);
    legacy = List.copyOf(legacy);
  }

  boolean isJar() {
    return !name.equals(WebappFiles.CLASSES);
  }

  /** How messages name it: a path inside the webapp. */
  String path() {
    return isJar() ? "WEB-INF/lib/" + name : name;
  }

  /** The same of a jar of this name, from the cache. */
  Archive cachedAs(String newName) {
    return new Archive(newName, index, unreadable, legacy, true);
  }

  /**
   * A class that refers to {@code javax.servlet} or its kin.
   *
   * @param type the first of those types that it names, with dots
   */
  record LegacyUse(String className, String type) {}
}
