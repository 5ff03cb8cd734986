package io.slipway.descriptor;

import io.slipway.descriptor.Archive.LegacyUse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jboss.jandex.Indexer;

/**
 * Reads every class file of a jar or folder once. A broken class file costs itself only. Not thread
 * safe: one for each archive.
 */
final class ArchiveIndexer {
  private final Indexer indexer = new Indexer();
  private final List<String> unreadable = new ArrayList<>();
  private final List<LegacyUse> legacy = new ArrayList<>();

  static Archive jar(Path jar) {
    ArchiveIndexer work = new ArchiveIndexer();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (isClass(entry.getName())) {
          try (InputStream in = zip.getInputStream(entry)) {
            work.index(entry.getName(), in.readAllBytes());
          } catch (IOException e) {
            work.unreadable.add(entry.getName() + ": " + e.getMessage());
          }
        }
      }
    } catch (IOException e) {
      work.unreadable.add("the jar itself: " + e.getMessage());
    }
    return work.complete(jar.getFileName().toString());
  }

  static Archive folders(List<Path> folders) {
    ArchiveIndexer work = new ArchiveIndexer();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : (Iterable<Path>) files.sorted()::iterator) {
          String name = folder.relativize(file).toString().replace('\\', '/');
          if (isClass(name) && Files.isRegularFile(file)) {
            try {
              work.index(name, Files.readAllBytes(file));
            } catch (IOException e) {
              work.unreadable.add(name + ": " + e.getMessage());
            }
          }
        }
      } catch (IOException | UncheckedIOException e) {
        work.unreadable.add(folder.getFileName() + ": " + e.getMessage());
      }
    }
    return work.complete(WebappFiles.CLASSES);
  }

  /**
   * Not modules, and not the forms of a class for other releases of Java, whose names and
   * annotations are those of the base form.
   */
  private static boolean isClass(String name) {
    return name.endsWith(".class")
        && !name.endsWith("module-info.class")
        && !name.endsWith("package-info.class")
        && !name.startsWith("META-INF/");
  }

  private void index(String name, byte[] bytes) {
    try {
      ConstantPool constants = new ConstantPool(bytes);
      indexer.index(ClassOutline.of(constants));
      constants
          .legacyType()
          .ifPresent(
              type ->
                  legacy.add(
                      new LegacyUse(
                          name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                          type)));
    } catch (IndexOutOfBoundsException e) {
      unreadable.add(name + ": it ends too early");
    } catch (IOException | RuntimeException e) {
      // Jandex answers a damaged file with whatever exception its reader runs into
      unreadable.add(
          name + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }
  }

  private Archive complete(String name) {
    return new Archive(name, indexer.complete(), unreadable, legacy, false);
  }
}
