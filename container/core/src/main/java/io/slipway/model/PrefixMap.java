package io.slipway.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of paths that stand for all below them: of several that stand for a path, the longest
 * counts. A path is compared no further than the longest of them is, for clients send paths of
 * thousands of segments. Immutable where the values are.
 *
 * @param <T> what stands behind a path
 */
public final class PrefixMap<T> {
  private final Map<String, T> values;
  private final int longest;

  /**
   * @param values by paths that are empty, or begin with a slash and end without one
   */
  public PrefixMap(Map<String, T> values) {
    this.values = new HashMap<>(values);
    this.longest = values.keySet().stream().mapToInt(String::length).max().orElse(-1);
  }

  /** The same with this value for the path, or without one. */
  public PrefixMap<T> with(String path, @Nullable T value) {
    Map<String, T> next = new HashMap<>(values);
    if (value == null) {
      next.remove(path);
    } else {
      next.put(path, value);
    }
    return new PrefixMap<>(next);
  }

  /** What stands for the path itself. */
  public @Nullable T get(String path) {
    return values.get(path);
  }

  public Collection<T> values() {
    return List.copyOf(values.values());
  }

  /** What stands for the path, or for the nearest above it. */
  public @Nullable T nearest(String path) {
    int end = path.length() <= longest ? path.length() : path.lastIndexOf('/', longest);
    while (end >= 0) {
      T found = values.get(path.substring(0, end));
      if (found != null) {
        return found;
      }
      end = path.lastIndexOf('/', end - 1);
    }
    return null;
  }
}
