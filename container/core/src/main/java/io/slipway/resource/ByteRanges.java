package io.slipway.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Range field applied to a length: RFC 9110, 14.
 *
 * @param ranges those that can be satisfied, in the order asked for; empty if none can or the set
 *     is refused: 416
 */
record ByteRanges(List<Range> ranges) {
  /** More parts than any reader needs cost us more than them. */
  static final int MOST = 32;

  record Range(long first, long last) {
    long length() {
      return last - first + 1;
    }
  }

  private static final ByteRanges NONE = new ByteRanges(List.of());

  /**
   * Null where the field does not count: another unit, bad syntax, or the whole is as good (14.2).
   */
  static @Nullable ByteRanges parse(String field, long length) {
    String text = field.trim();
    if (!text.toLowerCase(Locale.ROOT).startsWith("bytes=")) {
      return null;
    }
    List<Range> ranges = new ArrayList<>();
    int count = 0;
    boolean wholeOfNothing = false;
    for (String each : text.substring(6).split(",", -1)) {
      String spec = each.trim();
      if (spec.isEmpty()) {
        continue;
      }
      if (++count > MOST) {
        return NONE;
      }
      int dash = spec.indexOf('-');
      if (dash < 0
          || !isDigits(spec, 0, dash)
          || !isDigits(spec, dash + 1, spec.length())
          || spec.length() == 1) {
        return null;
      }
      long first = dash == 0 ? -1 : number(spec.substring(0, dash));
      long last = dash == spec.length() - 1 ? -1 : number(spec.substring(dash + 1));
      if (first >= 0 && last >= 0 && last < first) {
        return null;
      }
      if (first < 0) {
        if (last > 0 && length > 0) {
          ranges.add(new Range(Math.max(0, length - last), length - 1));
        } else {
          wholeOfNothing |= last > 0;
        }
      } else if (first < length) {
        ranges.add(new Range(first, last < 0 ? length - 1 : Math.min(last, length - 1)));
      }
    }
    if (count == 0 || (ranges.isEmpty() && wholeOfNothing)) {
      return null;
    }
    return isExcessive(ranges) ? NONE : new ByteRanges(List.copyOf(ranges));
  }

  /**
   * "More than two overlapping ranges" are refused, as 14.2 advises: nobody needs bytes three
   * times.
   */
  private static boolean isExcessive(List<Range> ranges) {
    int overlapping = 0;
    for (int i = 0; i < ranges.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (ranges.get(i).first <= ranges.get(j).last
            && ranges.get(j).first <= ranges.get(i).last) {
          overlapping++;
        }
      }
    }
    return overlapping > 1;
  }

  private static boolean isDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** What is too long for a number lies behind every end. */
  private static long number(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    String significant = digits.substring(start);
    return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
  }
}
