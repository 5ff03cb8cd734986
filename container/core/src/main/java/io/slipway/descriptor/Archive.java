package io.slipway.descriptor;

import io.slipway.descriptor.Archive.LegacyUse;
import io.slipway.model.Problem;
import java.util.List;
import org.jboss.jandex.Index;

/**
 * The index of one jar or of the folders of classes.
 *
 * @param name {@code WEB-INF/classes} or the file name of a jar in {@code WEB-INF/lib}
 * @param unreadable class files that could not be indexed, or the jar itself
 * @param legacy classes that use the API of before Jakarta EE 9
 * @param newer classes that not every Java that runs this server can load
 * @param cached whether it was read from the cache
 */
record Archive(
    String name,
    Index index,
    List<Problem> unreadable,
    List<LegacyUse> legacy,
    List<NewerClass> newer,
    boolean cached) {
  Archive {
    unreadable = List.copyOf(unreadable);
    legacy = List.copyOf(legacy);
    newer = List.copyOf(newer);
  }

  boolean isJar() {
    return !name.equals(WebappFiles.CLASSES);
  }

  /** How messages name it: a path inside the webapp. */
  String path() {
    return path(name);
  }

  static String path(String name) {
    return name.equals(WebappFiles.CLASSES) ? name : "WEB-INF/lib/" + name;
  }

  /** The same of a jar of this name, from the cache. */
  Archive cachedAs(String newName) {
    return new Archive(newName, index, unreadable, legacy, newer, true);
  }

  /**
   * A class that refers to {@code javax.servlet} or its kin.
   *
   * @param type the first of those types that it names, with dots
   */
  record LegacyUse(String className, String type) {}

  /**
   * A class file of a version above that of Java 17, or with preview features.
   *
   * @param java the release that it was compiled for
   * @param preview whether it has preview features: no other release can load it, and that one only
   *     if they are on
   */
  record NewerClass(String className, int java, boolean preview) {
    /** What this server is compiled for. */
    static final int LEAST_JAVA = 17;
  }
}
