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
  private final PrefixMap<T> prefixes;
  private final Map<String, T> extensions = new HashMap<>();
  private final @Nullable T contextRoot;
  private final @Nullable T byDefault;

  public PatternMap(Map<UrlPattern, T> values) {
    Map<String, T> byPrefix = new HashMap<>();
    T ofRoot = null;
    T ofRest = null;
    for (Map.Entry<UrlPattern, T> e : values.entrySet()) {
      UrlPattern pattern = e.getKey();
      T value = e.getValue();
      if (pattern instanceof UrlPattern.Exact) {
        exact.put(pattern.text(), value);
      } else if (pattern instanceof UrlPattern.Prefix p) {
        byPrefix.put(p.prefix(), value);
      } else if (pattern instanceof UrlPattern.Extension x) {
        extensions.put(x.suffix(), value);
      } else if (pattern instanceof UrlPattern.ContextRoot) {
        ofRoot = value;
      } else {
        ofRest = value;
      }
    }
    prefixes = new PrefixMap<>(byPrefix);
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
      found = prefixes.nearest(path);
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

  private @Nullable T extension(String path) {
    if (extensions.isEmpty()) {
      return null;
    }
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? extensions.get(path.substring(dot)) : null;
  }
}
