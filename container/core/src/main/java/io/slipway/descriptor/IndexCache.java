package io.slipway.descriptor;

import io.slipway.descriptor.Archive.LegacyUse;
import io.slipway.descriptor.Archive.NewerClass;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.jandex.Index;
import org.jboss.jandex.IndexReader;
import org.jboss.jandex.IndexWriter;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Indexes of jars, so that a jar is read once and not at every start: in memory by path, size and
 * time of modification, and, where a folder is given, on disk by what is in the jar, as a WAR is
 * unpacked to another place each time. One for a server; thread safe. A cache that cannot be read
 * or written only costs time.
 */
public final class IndexCache {
  private static final Logger LOG = Logger.getLogger("io.slipway.descriptor");

  /** Changes whenever the form of the files does. */
  private static final int FORMAT = 0x534c_4905;

  private static final int MAX_IN_MEMORY = 256;
  private static final int MAX_ON_DISK = 1_000;

  private final @Nullable Path folder;
  private final int maxOnDisk;

  // guarded by itself
  private final Map<Path, Held> memory =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Held> eldest) {
          return size() > MAX_IN_MEMORY;
        }
      };

  private record Stamp(long size, long modified) {}

  private record Held(Stamp stamp, SoftReference<Archive> archive) {}

  private IndexCache(@Nullable Path folder, int maxOnDisk) {
    this.folder = folder;
    this.maxOnDisk = maxOnDisk;
  }

  public static IndexCache inMemory() {
    return new IndexCache(null, 0);
  }

  /**
   * On disk as well.
   *
   * @param folder is created when first needed; belongs to caches alone, which delete the files
   *     least recently used there
   */
  public static IndexCache in(Path folder) {
    return new IndexCache(folder, MAX_ON_DISK);
  }

  static IndexCache in(Path folder, int maxOnDisk) {
    return new IndexCache(folder, maxOnDisk);
  }

  Archive jar(Path jar) {
    String name = jar.getFileName().toString();
    Path path = jar.toAbsolutePath().normalize();
    Stamp stamp;
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      stamp = new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis());
    } catch (IOException e) {
      return ArchiveIndexer.jar(jar);
    }
    Archive known = fromMemory(path, stamp);
    Path file = known == null ? onDisk(path) : null;
    if (file != null) {
      known = fromDisk(file, name);
    }
    if (known != null) {
      remember(path, stamp, known);
      return known.cachedAs(name);
    }
    Archive fresh = ArchiveIndexer.jar(jar);
    // what could not be read this time is tried and reported again the next time
    if (fresh.unreadable().isEmpty()) {
      remember(path, stamp, fresh);
      if (file != null) {
        toDisk(file, fresh);
      }
    }
    return fresh;
  }

  private @Nullable Archive fromMemory(Path path, Stamp stamp) {
    synchronized (memory) {
      Held held = memory.get(path);
      return held != null && held.stamp.equals(stamp) ? held.archive.get() : null;
    }
  }

  private void remember(Path path, Stamp stamp, Archive archive) {
    synchronized (memory) {
      memory.put(path, new Held(stamp, new SoftReference<>(archive)));
    }
  }

  /** Where the index of a jar belongs; null if it has no place. */
  private @Nullable Path onDisk(Path jar) {
    if (folder == null) {
      return null;
    }
    try {
      return JarContents.of(jar).map(id -> folder.resolve(id + ".index")).orElse(null);
    } catch (IOException e) {
      return null; // whoever indexes it says what is wrong
    }
  }

  private static @Nullable Archive fromDisk(Path file, String jar) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != FORMAT) {
        return null;
      }
      List<LegacyUse> legacy = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        legacy.add(new LegacyUse(in.readUTF(), in.readUTF()));
      }
      List<NewerClass> newer = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        newer.add(new NewerClass(in.readUTF(), in.readInt(), in.readBoolean()));
      }
      Index index = new IndexReader((InputStream) in).read();
      Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
      return new Archive(jar, index, List.of(), legacy, newer, true);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | RuntimeException e) {
      LOG.debugf(e, "Cached index %s of %s cannot be read; the jar is indexed anew", file, jar);
      return null;
    }
  }

  private void toDisk(Path file, Archive archive) {
    try {
      Files.createDirectories(file.getParent());
      Path temporary = Files.createTempFile(file.getParent(), "new", ".tmp");
      try {
        write(temporary, archive);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      dropOldest();
    } catch (IOException | UncheckedIOException e) {
      LOG.debugf(e, "The index of %s cannot be kept as %s", archive.name(), file);
    }
  }

  private static void write(Path file, Archive archive) throws IOException {
    try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file));
        DataOutputStream out = new DataOutputStream(raw)) {
      out.writeInt(FORMAT);
      out.writeInt(archive.legacy().size());
      for (LegacyUse use : archive.legacy()) {
        out.writeUTF(use.className());
        out.writeUTF(use.type());
      }
      out.writeInt(archive.newer().size());
      for (NewerClass newer : archive.newer()) {
        out.writeUTF(newer.className());
        out.writeInt(newer.java());
        out.writeBoolean(newer.preview());
      }
      new IndexWriter((OutputStream) out).write(archive.index());
    }
  }

  private void dropOldest() throws IOException {
    try (Stream<Path> files = Files.list(Objects.requireNonNull(folder))) {
      List<Path> indexes =
          new ArrayList<>(files.filter(f -> f.toString().endsWith(".index")).toList());
      if (indexes.size() <= maxOnDisk) {
        return;
      }
      indexes.sort(Comparator.comparing(IndexCache::lastUsed));
      for (Path old : indexes.subList(0, indexes.size() - maxOnDisk)) {
        Files.deleteIfExists(old);
      }
    }
  }

  private static FileTime lastUsed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      // another server has just deleted it
      return FileTime.fromMillis(0);
    }
  }
}
