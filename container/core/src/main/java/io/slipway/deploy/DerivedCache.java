package io.slipway.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Keeps files that were made out of a webapp's from one container to the next: for each webapp the
 * latest, with a stamp of what they were made of. Thread safe; several containers, in several
 * processes, may share the folder.
 *
 * <p>A set of files is in a folder of its own, which is never changed: the stamp comes into it last
 * and is deleted first, so that a set is whole as long as it has its stamp.
 */
public final class DerivedCache {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");
  private static final String STAMP = "stamp";
  private static final String FILES = "files";
  private static final int MAX_SETS = 100;

  private final Path folder;
  private final int maxSets;

  /**
   * @param folder is created when first needed; belongs to such caches alone
   */
  public DerivedCache(Path folder) {
    this(folder, MAX_SETS);
  }

  DerivedCache(Path folder, int maxSets) {
    this.folder = folder;
    this.maxSets = maxSets;
  }

  /**
   * Copies the files that were kept for a webapp, if they have the same stamp.
   *
   * @param webapp its folder or WAR
   * @param stamp of all that the files are made of
   * @param target exists, empty; is empty afterwards if there is nothing to bring back
   */
  void restore(Path webapp, String stamp, Path target) throws IOException {
    for (Path set : sets(name -> name.startsWith(prefix(webapp)))) {
      Path itsStamp = set.resolve(STAMP);
      try {
        if (!Files.readString(itsStamp).equals(stamp)) {
          continue;
        }
        copy(set.resolve(FILES), target);
        // says that the set is in use, and that it was whole until now
        Files.setLastModifiedTime(itsStamp, FileTime.fromMillis(System.currentTimeMillis()));
        return;
      } catch (IOException | UncheckedIOException unusable) {
        // most likely another container has just replaced it
        LOG.debugf(unusable, "What was kept in %s cannot be used", set);
        Folders.delete(target);
        Files.createDirectories(target);
      }
    }
  }

  /** Keeps a copy of all files in a folder, in place of what was kept for the webapp. */
  void keep(Path webapp, String stamp, Path source) throws IOException {
    List<Path> former = sets(name -> name.startsWith(prefix(webapp)));
    Path set = folder.resolve(prefix(webapp) + Long.toUnsignedString(System.nanoTime(), 36));
    Files.createDirectories(set);
    try {
      copy(source, set.resolve(FILES));
      Path unfinished = Files.writeString(set.resolve("unfinished"), stamp);
      Files.move(unfinished, set.resolve(STAMP), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | UncheckedIOException failure) {
      Folders.delete(set);
      throw failure;
    }
    for (Path old : former) {
      delete(old);
    }
    List<Path> all = sets(name -> true);
    for (Path old : all.subList(Math.min(maxSets, all.size()), all.size())) {
      delete(old);
    }
  }

  /** The last used first. */
  private List<Path> sets(Predicate<String> named) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> sets =
          new ArrayList<>(all.filter(s -> named.test(s.getFileName().toString())).toList());
      sets.sort(Comparator.comparing(DerivedCache::lastUsed).reversed());
      return sets;
    }
  }

  private static FileTime lastUsed(Path set) {
    try {
      return Files.getLastModifiedTime(set.resolve(STAMP));
    } catch (IOException unfinished) {
      return FileTime.fromMillis(0);
    }
  }

  private static void delete(Path set) throws IOException {
    Files.deleteIfExists(set.resolve(STAMP));
    Folders.delete(set);
  }

  /**
   * Short, and legible; that two webapps have the same does no harm, as the stamp tells them apart.
   */
  private static String prefix(Path webapp) {
    return webapp.getFileName() + "-" + Integer.toHexString(webapp.toString().hashCode()) + "-";
  }

  private static void copy(Path source, Path target) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(source)) {
      all = walk.toList();
    }
    for (Path one : all) {
      Path to = target.resolve(source.relativize(one).toString());
      if (Files.isDirectory(one)) {
        Files.createDirectories(to);
      } else {
        Files.copy(one, to, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
