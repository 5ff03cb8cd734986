package io.slipway.threads;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A set of small numbers that many threads add to and take from without locks. Whoever takes a
 * number owns it.
 */
final class SlotSet {
  private final int size;
  private final AtomicLongArray words;

  /**
   * @param size of the numbers from 0 that may be in it
   */
  SlotSet(int size) {
    this.size = size;
    this.words = new AtomicLongArray((size + 63) >>> 6);
  }

  void add(int slot) {
    long bit = 1L << slot;
    words.getAndAccumulate(slot >>> 6, bit, (word, added) -> word | added);
  }

  /** True for exactly one of those who try at the same time. */
  boolean take(int slot) {
    long bit = 1L << slot;
    return (words.getAndAccumulate(slot >>> 6, bit, (word, taken) -> word & ~taken) & bit) != 0;
  }

  /**
   * Takes the lowest number, or returns -1: so that the low ones are in use all the time and the
   * high ones hardly ever.
   */
  int takeLowest() {
    for (int i = 0; i < words.length(); i++) {
      for (long word = words.get(i); word != 0; word = words.get(i)) {
        int slot = (i << 6) + Long.numberOfTrailingZeros(word);
        if (take(slot)) {
          return slot;
        }
      }
    }
    return -1;
  }

  /** The highest number that is not in the set, or -1. */
  int highestMissing() {
    long possible = -1L >>> -size;
    for (int i = words.length() - 1; i >= 0; i--) {
      long missing = ~words.get(i) & possible;
      if (missing != 0) {
        return (i << 6) + 63 - Long.numberOfLeadingZeros(missing);
      }
      possible = -1L;
    }
    return -1;
  }
}
