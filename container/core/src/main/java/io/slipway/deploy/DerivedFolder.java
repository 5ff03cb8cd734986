package io.slipway.deploy;

import io.slipway.spi.DerivedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The derived files of one deployment. They are kept when it ends, unless a file of the webapp was
 * changed while it ran: then nobody knows which of them were made before.
 */
final class DerivedFolder implements DerivedFiles, AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  /**
   * Where they are kept.
   *
   * @param webapp its folder or WAR
   * @param sources all that they may be made of: files and folders
   */
  record Kept(DerivedCache cache, Path webapp, List<Path> sources) {
    Kept {
      sources = List.copyOf(sources);
    }
  }

  private final Path folder;
  private final @Nullable Kept kept;

  /** What makes the files; null before they are asked for. */
  // guarded by this
  private @Nullable String madeBy;

  /** Of all that the files are made of, before the first was made; null where nothing is kept. */
  // guarded by this
  private @Nullable String stamp;

  /** Of the files that were brought back. */
  // guarded by this
  private @Nullable String restored;

  /**
   * @param folder not there yet
   * @param kept null: nowhere
   */
  DerivedFolder(Path folder, @Nullable Kept kept) {
    this.folder = folder;
    this.kept = kept;
  }

  @Override
  public synchronized Path folder(String maker) throws IOException {
    if (madeBy == null) {
      Files.createDirectories(folder);
      madeBy = maker;
      restore();
    }
    return folder;
  }

  private synchronized void restore() {
    if (kept == null) {
      return;
    }
    try {
      String now = stamp(kept);
      kept.cache.restore(kept.webapp, now, folder);
      restored = FileStamp.of(List.of(folder));
      stamp = now;
    } catch (IOException | UncheckedIOException failure) {
      LOG.debugf(failure, "What was made of %s before is made again", kept.webapp);
    }
  }

  private synchronized String stamp(Kept what) throws IOException {
    return madeBy + " " + FileStamp.of(what.sources);
  }

  @Override
  public synchronized void close() {
    if (kept == null || stamp == null) {
      return;
    }
    try {
      if (!FileStamp.of(List.of(folder)).equals(restored) && stamp(kept).equals(stamp)) {
        kept.cache.keep(kept.webapp, stamp, folder);
      }
    } catch (IOException | UncheckedIOException failure) {
      LOG.debugf(failure, "What was made of %s is not kept", kept.webapp);
    }
  }
}
