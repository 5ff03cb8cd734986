package io.slipway.http;

import java.util.Arrays;

/** Finds a byte sequence by looking at few of the bytes: Horspool's algorithm. */
final class BoundarySearch {
  private final byte[] sequence;
  private final int[] shifts = new int[256];

  BoundarySearch(byte[] sequence) {
    this.sequence = sequence;
    Arrays.fill(shifts, sequence.length);
    for (int i = 0; i < sequence.length - 1; i++) {
      shifts[sequence[i] & 0xff] = sequence.length - 1 - i;
    }
  }

  int length() {
    return sequence.length;
  }

  /** Where the sequence begins within {@code [from, to)}; -1 if it is not there as a whole. */
  int find(byte[] bytes, int from, int to) {
    int last = sequence.length - 1;
    int at = from;
    while (at + last < to) {
      byte end = bytes[at + last];
      if (end == sequence[last] && Arrays.equals(bytes, at, at + last, sequence, 0, last)) {
        return at;
      }
      at += shifts[end & 0xff];
    }
    return -1;
  }
}
