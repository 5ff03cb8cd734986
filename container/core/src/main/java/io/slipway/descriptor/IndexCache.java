package io.slipway.descriptor;

import io.slipway.descriptor.Archive.LegacyUse;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
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
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.jandex.Index;
import org.jboss.jandex.IndexReader;
import org.jboss.jandex.IndexWriter;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Indexes of jars, kept by path, size and time of modification, in memory and, where a folder is
 * given, on disk, so that a jar is read once and not at every start. One for a server; thread safe.
 * A cache that cannot be read or written only costs time.
 */
public final class IndexCache {
  private static final Logger LOG = Logger.getLogger("io.slipway.descriptor");

  /** Changes whenever the form of the files does. */
  private static final int FORMAT = 0x534c_4901;

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
   * @param folder is created when first needed; belongs to this cache alone, which deletes the
   *     files least recently used there
   */
  public static IndexCache in(Path folder) {
    return new IndexCache(folder, MAX_ON_DISK);
  }

  static IndexCache in(Path folder, int maxOnDisk) {
    return new IndexCache(folder, maxOnDisk);
  }

  Archive jar(Path jar) {
    long start = System.nanoTime();
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
    if (known == null) {
      known = fromDisk(path, stamp);
    }
    if (known != null) {
      remember(path, stamp, known);
      return known.timed(name, System.nanoTime() - start, true);
    }
    Archive fresh = ArchiveIndexer.jar(jar);
    // what could not be read this time is tried and reported again the next time
    if (fresh.unreadable().isEmpty()) {
      remember(path, stamp, fresh);
      toDisk(path, stamp, fresh);
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

  private static String fileName(Path path) {
    return UUID.nameUUIDFromBytes(path.toString().getBytes(StandardCharsets.UTF_8)) + ".index";
  }

  private @Nullable Archive fromDisk(Path path, Stamp stamp) {
    if (folder == null) {
      return null;
    }
    Path file = folder.resolve(fileName(path));
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != FORMAT
          || !in.readUTF().equals(path.toString())
          || in.readLong() != stamp.size
          || in.readLong() != stamp.modified) {
        return null;
      }
      List<LegacyUse> legacy = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        legacy.add(new LegacyUse(in.readUTF(), in.readUTF()));
      }
      Index index = new IndexReader((InputStream) in).read();
      Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
      return new Archive(path.getFileName().toString(), index, List.of(), legacy, 0, true);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | RuntimeException e) {
      LOG.debugf(e, "Cached index %s of %s cannot be read; the jar is indexed anew", file, path);
      return null;
    }
  }

  private void toDisk(Path path, Stamp stamp, Archive archive) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, "new", ".tmp");
      try {
        write(temporary, path, stamp, archive);
        Files.move(temporary, folder.resolve(fileName(path)), StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      dropOldest();
    } catch (IOException | UncheckedIOException e) {
      LOG.debugf(
          e,
          "Index of %s cannot be cached in %s; set another work directory to start faster",
          path,
          folder);
    }
  }

  private static void write(Path file, Path path, Stamp stamp, Archive archive) throws IOException {
    try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file));
        DataOutputStream out = new DataOutputStream(raw)) {
      out.writeInt(FORMAT);
      out.writeUTF(path.toString());
      out.writeLong(stamp.size);
      out.writeLong(stamp.modified);
      out.writeInt(archive.legacy().size());
      for (LegacyUse use : archive.legacy()) {
        out.writeUTF(use.className());
        out.writeUTF(use.type());
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
