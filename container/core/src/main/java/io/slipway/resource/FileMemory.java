package io.slipway.resource;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the files of all webapps of a container may take together. What has not been used
 * for longest goes first, roughly: a sweep drops what nobody asked for since the last one. Thread
 * safe, without locks.
 */
public final class FileMemory {
  private final long most;
  private final AtomicLong taken = new AtomicLong();
  private final Set<FileCache> caches = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean sweeping = new AtomicBoolean();

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
        for (int round = 0; round < 2 && taken.get() > most; round++) {
          caches.forEach(FileCache::sweep);
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
  public long taken() {
    return taken.get();
  }
}
