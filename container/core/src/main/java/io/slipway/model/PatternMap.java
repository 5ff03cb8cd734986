package io.slipway.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of many URL patterns a path belongs to: Servlet 6.1, 12.1, and for constraints 13.8.3. The
 * context root, then the exact path, then the longest prefix, then the extension, then the default.
 * Immutable where the values are.
 *
 * @param <T> what stands behind a pattern
 */
public final class PatternMap<T> {
  private final Map<String, T> exact = new HashMap<>();
  private final Map<String, T> prefixes = new HashMap<>();
  private final Map<String, T> extensions = new HashMap<>();
  private final @Nullable T contextRoot;
  private final @Nullable T byDefault;

  public PatternMap(Map<UrlPattern, T> values) {
    T ofRoot = null;
    T ofRest = null;
    for (Map.Entry<UrlPattern, T> e : values.entrySet()) {
      UrlPattern pattern = e.getKey();
      T value = e.getValue();
      if (pattern instanceof UrlPattern.Exact) {
        exact.put(pattern.text(), value);
      } else if (pattern instanceof UrlPattern.Prefix p) {
        prefixes.put(p.prefix(), value);
      } else if (pattern instanceof UrlPattern.Extension x) {
        extensions.put(x.suffix(), value);
      } else if (pattern instanceof UrlPattern.ContextRoot) {
        ofRoot = value;
      } else {
        ofRest = value;
      }
    }
    contextRoot = ofRoot;
    byDefault = ofRest;
  }

  /**
   * What stands behind the best match, and behind no other pattern.
   *
   * @param path decoded, inside the context; empty or beginning with a slash
   * @return null where no pattern matches
   */
  public @Nullable T bestMatch(String path) {
    if (contextRoot != null && (path.isEmpty() || path.equals("/"))) {
      return contextRoot;
    }
    T found = exact.get(path);
    if (found == null) {
      found = longestPrefix(path);
    }
    if (found == null) {
      found = extension(path);
    }
    return found == null ? byDefault : found;
  }

  /** What stands behind the default pattern; null where there is none. */
  public @Nullable T byDefault() {
    return byDefault;
  }

  private @Nullable T longestPrefix(String path) {
    if (prefixes.isEmpty()) {
      return null;
    }
    int end = path.length();
    while (true) {
      T found = prefixes.get(path.substring(0, end));
      if (found != null || end == 0) {
        return found;
      }
      end = path.lastIndexOf('/', end - 1);
      if (end < 0) {
        return null;
      }
    }
  }

  private @Nullable T extension(String path) {
    if (extensions.isEmpty()) {
      return null;
    }
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? extensions.get(path.substring(dot)) : null;
  }
}
