package io.slipway.wire;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Things that wait to be used again. The one put last is taken first: it is still near the
 * processor, and those at the bottom are left alone while there is little to do. No lock is taken,
 * for IO threads, workers and virtual threads of an IO thread all come here; nodes are not used
 * again themselves, so that a compare-and-set cannot mistake one for another.
 *
 * @param <T> what is kept
 */
public final class FreeList<T> {
  private record Node<T>(T item, @Nullable Node<T> below, int height) {}

  private final AtomicReference<@Nullable Node<T>> top = new AtomicReference<>();
  private final int most;

  /**
   * @param most things that are kept; 0 for none
   */
  public FreeList(int most) {
    this.most = most;
  }

  /** Null where nothing is left. */
  public @Nullable T take() {
    while (true) {
      Node<T> first = top.get();
      if (first == null) {
        return null;
      }
      if (top.compareAndSet(first, first.below())) {
        return first.item();
      }
    }
  }

  /** Returns false if enough are kept: the thing stays with the caller. */
  public boolean put(T item) {
    while (true) {
      Node<T> first = top.get();
      int height = first == null ? 1 : first.height() + 1;
      if (height > most) {
        return false;
      }
      if (top.compareAndSet(first, new Node<>(item, first, height))) {
        return true;
      }
    }
  }

  /** Forgets all that is kept. */
  public void clear() {
    top.set(null);
  }
}
