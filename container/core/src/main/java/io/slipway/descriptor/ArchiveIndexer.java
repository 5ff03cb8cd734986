package io.slipway.descriptor;

import io.slipway.descriptor.Archive.LegacyUse;
import io.slipway.descriptor.Archive.NewerClass;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jboss.jandex.Indexer;
import org.jspecify.annotations.Nullable;

/**
 * Reads every class file of a jar or folder once. A broken one of a jar costs itself only. Not
 * thread safe: one for each archive.
 */
final class ArchiveIndexer {
  /** The version of a class file is that of its Java and this: JVM specification, 4.1. */
  private static final int VERSION_OF_JAVA_0 = 44;

  private static final String PERMISSIONS = "check its permissions";

  private final String name;
  private final Indexer indexer = new Indexer();
  private final List<Problem> unreadable = new ArrayList<>();
  private final List<LegacyUse> legacy = new ArrayList<>();
  private final List<NewerClass> newer = new ArrayList<>();

  private ArchiveIndexer(String name) {
    this.name = name;
  }

  static Archive jar(Path jar) {
    ArchiveIndexer work = new ArchiveIndexer(jar.getFileName().toString());
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (isClass(entry.getName())) {
          try (InputStream in = zip.getInputStream(entry)) {
            work.index(entry.getName(), in.readAllBytes());
          } catch (IOException e) {
            work.unreadable(entry.getName(), e);
          }
        }
      }
    } catch (IOException e) {
      work.unreadable.add(WebappFiles.unreadable(jar, e));
    }
    return work.complete();
  }

  static Archive folders(List<Path> folders) {
    ArchiveIndexer work = new ArchiveIndexer(WebappFiles.CLASSES);
    for (Path folder : folders) {
      try {
        work.folder(folder);
      } catch (IOException e) {
        work.unknown(String.valueOf(folder.getFileName()), e.getMessage(), PERMISSIONS);
      }
    }
    return work.complete();
  }

  private void folder(Path folder) throws IOException {
    for (Path file : FileTree.files(folder).keySet()) {
      String fileName = folder.relativize(file).toString().replace('\\', '/');
      if (isClass(fileName) && Files.isRegularFile(file)) {
        try {
          index(fileName, Files.readAllBytes(file));
        } catch (IOException e) {
          unknown(fileName, e.getMessage(), PERMISSIONS);
        }
      }
    }
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

  private void index(String file, byte[] bytes) {
    try {
      ConstantPool constants = new ConstantPool(bytes);
      String inside = constants.name() + ".class";
      if (inside.equals(file)) {
        index(file, constants, ClassOutline.of(constants));
      } else {
        misplaced(file, inside);
      }
    } catch (IndexOutOfBoundsException e) {
      damaged(file, "it ends too early");
    } catch (IOException e) {
      damaged(file, String.valueOf(e.getMessage()));
    }
  }

  private void index(String file, ConstantPool constants, InputStream outline) {
    try {
      indexer.index(outline);
      String className = file.substring(0, file.length() - ".class".length()).replace('/', '.');
      constants.legacyType().ifPresent(type -> legacy.add(new LegacyUse(className, type)));
      int java = constants.version() - VERSION_OF_JAVA_0;
      if (java > NewerClass.LEAST_JAVA || constants.preview()) {
        newer.add(new NewerClass(className, java, constants.preview()));
      }
    } catch (IOException | RuntimeException e) {
      // Jandex answers what it cannot read with whatever exception its reader runs into
      unreadable(file, e);
    }
  }

  /** No class loader finds it there; what a jar has for others to read is nobody's mistake. */
  private void misplaced(String file, String rightPlace) {
    if (name.equals(WebappFiles.CLASSES)) {
      unreadable.add(
          Problem.warning(
              "misplaced-class",
              Origin.of(name),
              "The class in " + file + " cannot be found there",
              "move it to " + rightPlace + ", or remove it"));
    }
  }

  /** What some libraries bring for others to read is no class, and nobody's mistake. */
  private void damaged(String file, String reason) {
    if (name.equals(WebappFiles.CLASSES)) {
      unknown(file, reason, "compile it again");
    } else {
      unreadable(file, reason);
    }
  }

  /** What is in a file of the webapp's own: it may be a filter that lets nobody in. */
  private void unknown(String file, @Nullable String reason, String fix) {
    unreadable.add(
        Problem.error(
            Problem.UNREADABLE_FILE, Origin.of(name), "Cannot read " + file + ": " + reason, fix));
  }

  private void unreadable(String file, Exception reason) {
    String message = reason.getMessage();
    unreadable(file, message == null ? reason.getClass().getSimpleName() : message);
  }

  private void unreadable(String file, String reason) {
    unreadable.add(
        Problem.warning(
            "unreadable-class",
            Origin.of(Archive.path(name)),
            "Cannot read " + file + ": " + reason,
            "replace the file, or the jar, by one that is whole and compiled for a released Java"));
  }

  private Archive complete() {
    return new Archive(name, indexer.complete(), unreadable, legacy, newer, false);
  }
}
