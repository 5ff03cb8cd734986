package io.slipway.http;

import java.util.Arrays;

/** Finds a byte sequence by looking at few of the bytes: Horspool's algorithm. */
final class BoundarySearch {
  private final byte[] sequence;

  /** By the byte that stands where the sequence would end: how far it can move; 0 for its last. */
  private final int[] shifts = new int[256];

  /** How far to move where the last byte is right and another is not. */
  private final int mismatch;

  BoundarySearch(byte[] sequence) {
    this.sequence = sequence;
    int last = sequence.length - 1;
    Arrays.fill(shifts, sequence.length);
    for (int i = 0; i < last; i++) {
      shifts[sequence[i] & 0xff] = last - i;
    }
    mismatch = shifts[sequence[last] & 0xff];
    shifts[sequence[last] & 0xff] = 0;
  }

  int length() {
    return sequence.length;
  }

  /** Where the sequence begins within {@code [from, to)}; -1 if it is not there as a whole. */
  int find(byte[] bytes, int from, int to) {
    int length = sequence.length;
    int end = from + length - 1;
    while (true) {
      // Always by the same, so that the processor need not know one byte to look at the next: of
      // random bytes 16 KB take 2 µs instead of 10 with a boundary of ten (JDK 17)
      while (end < to && shifts[bytes[end] & 0xff] == length) {
        end += length;
      }
      if (end >= to) {
        return -1;
      }
      int shift = shifts[bytes[end] & 0xff];
      if (shift > 0) {
        end += shift;
      } else {
        int begin = end - length + 1;
        if (Arrays.equals(bytes, begin, end, sequence, 0, length - 1)) {
          return begin;
        }
        end += mismatch;
      }
    }
  }
}
