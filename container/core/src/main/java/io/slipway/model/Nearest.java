package io.slipway.model;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant, for what a {@link Problem} says of mending it. */
public final class Nearest {
  private Nearest() {}

  /**
   * The candidate that differs by few typing errors, the first where several differ as little;
   * case, dashes and underscores count for nothing.
   */
  public static Optional<String> to(String name, Collection<String> candidates) {
    String wanted = plain(name);
    String best = null;
    int least = Math.max(2, wanted.length() / 3) + 1;
    for (String candidate : candidates) {
      String other = plain(candidate);
      if (Math.abs(wanted.length() - other.length()) >= least) {
        continue;
      }
      int distance = distance(wanted, other);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  /** Insertions, deletions, replacements and swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
