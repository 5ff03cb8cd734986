package io.slipway.resource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the files of all webapps of a container may take together. What has not been used
 * for longest goes first, roughly: a sweep drops what nobody asked for since the last one. Webapps
 * are swept in turn, so that none pays for all. Thread safe; nothing is locked on the way to a
 * file.
 */
public final class FileMemory {
  private final long most;
  private final AtomicLong taken = new AtomicLong();
  private final List<FileCache> caches = new CopyOnWriteArrayList<>();
  private final AtomicBoolean sweeping = new AtomicBoolean();

  /** Whose turn it is; belongs to whoever sweeps. */
  private int turn;

  /**
   * @param most bytes
   */
  public FileMemory(long most) {
    this.most = most;
  }

  void register(FileCache cache) {
    caches.add(cache);
  }

  void unregister(FileCache cache) {
    caches.remove(cache);
  }

  /** Takes or, if negative, gives back; makes room where there is too little. */
  void add(long bytes) {
    if (taken.addAndGet(bytes) > most && bytes > 0 && sweeping.compareAndSet(false, true)) {
      try {
        // The first round may find everything used, and marks it; the second finds enough.
        FileCache[] all = caches.toArray(new FileCache[0]);
        for (int i = 0; i < 2 * all.length && taken.get() > most; i++) {
          turn = (turn + 1) % all.length;
          all[turn].sweep();
        }
      } finally {
        sweeping.set(false);
      }
    }
  }

  /** Whether a sweep has to go on: it leaves some room, so that the next is not due at once. */
  boolean isTight() {
    return taken.get() > most - most / 8;
  }

  /** Bytes. */
  long taken() {
    return taken.get();
  }
}
