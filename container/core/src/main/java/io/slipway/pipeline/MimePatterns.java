package io.slipway.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A set of MIME types: {@code text/css}, {@code text/*}, {@code *+json}, {@code *}. */
final class MimePatterns {
  private static final int REMEMBERED = 256;

  private final Set<String> exact = new HashSet<>();
  private final Set<String> majors = new HashSet<>();
  private final Set<String> suffixes = new HashSet<>();
  private final boolean all;
  private final ConcurrentHashMap<String, Boolean> known = new ConcurrentHashMap<>();

  MimePatterns(List<String> patterns) {
    boolean any = false;
    for (String each : patterns) {
      String pattern = each.trim().toLowerCase(Locale.ROOT);
      if (pattern.equals("*") || pattern.equals("*/*")) {
        any = true;
      } else if (pattern.endsWith("/*")) {
        majors.add(pattern.substring(0, pattern.length() - 1));
      } else if (pattern.startsWith("*+")) {
        suffixes.add(pattern.substring(1));
      } else {
        exact.add(pattern);
      }
    }
    all = any;
  }

  /**
   * @param contentType the field's value, with or without parameters
   */
  boolean matches(String contentType) {
    if (all) {
      return true;
    }
    Boolean before = known.get(contentType);
    if (before != null) {
      return before;
    }
    boolean matches = compute(contentType);
    // Bounded, since an application may send any type it likes.
    if (known.size() < REMEMBERED) {
      known.put(contentType, matches);
    }
    return matches;
  }

  private boolean compute(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    int slash = type.indexOf('/');
    int plus = type.lastIndexOf('+');
    return exact.contains(type)
        || (slash > 0 && majors.contains(type.substring(0, slash + 1)))
        || (plus > 0 && suffixes.contains(type.substring(plus)));
  }
}
