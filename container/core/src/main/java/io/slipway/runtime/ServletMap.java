package io.slipway.runtime;

import io.slipway.model.UrlPattern;
import jakarta.servlet.http.MappingMatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which servlet a path goes to: Servlet 6.1, 12.1. Exact path, then longest prefix, then extension,
 * then the default servlet. Immutable.
 *
 * @param <T> what stands behind a pattern
 */
final class ServletMap<T> {
  /** One pattern and what it leads to. */
  record Entry<T>(UrlPattern pattern, String servletName, T value) {}

  /**
   * A path that has been matched.
   *
   * @param servletPath decoded
   */
  record Match<T>(Entry<T> entry, String servletPath, @Nullable String pathInfo, Mapping mapping) {}

  private final Map<String, Match<T>> exact = new HashMap<>();
  private final Map<String, Entry<T>> prefixes = new HashMap<>();
  private final Map<String, Entry<T>> extensions = new HashMap<>();
  private @Nullable Match<T> contextRoot;

  /** With an empty path in place of each request's own. */
  private @Nullable Match<T> defaultServlet;

  private ServletMap() {}

  /**
   * @param patterns pattern to servlet name; the conflicts have been refused before
   * @param value of a pattern
   */
  static <T> ServletMap<T> compile(
      Map<UrlPattern, String> patterns, Function<UrlPattern, T> value) {
    ServletMap<T> map = new ServletMap<>();
    patterns.forEach((pattern, name) -> map.add(new Entry<>(pattern, name, value.apply(pattern))));
    return map;
  }

  private void add(Entry<T> entry) {
    UrlPattern pattern = entry.pattern();
    if (pattern instanceof UrlPattern.Exact e) {
      exact.put(
          e.text(), matched(entry, e.text(), null, e.text().substring(1), MappingMatch.EXACT));
    } else if (pattern instanceof UrlPattern.Prefix p) {
      prefixes.put(p.prefix(), entry);
    } else if (pattern instanceof UrlPattern.Extension x) {
      extensions.put(x.suffix(), entry);
    } else if (pattern instanceof UrlPattern.ContextRoot) {
      Mapping mapping = new Mapping("", "", entry.servletName(), MappingMatch.CONTEXT_ROOT);
      contextRoot = new Match<>(entry, "", "/", mapping);
    } else {
      defaultServlet = matched(entry, "", null, "", MappingMatch.DEFAULT);
    }
  }

  /**
   * @param path decoded, inside the context; empty or beginning with a slash
   * @return null where there is no default servlet
   */
  @Nullable Match<T> match(String path) {
    if (contextRoot != null && (path.isEmpty() || path.equals("/"))) {
      return contextRoot;
    }
    Match<T> known = exact.get(path);
    if (known != null) {
      return known;
    }
    Entry<T> entry = longestPrefix(path);
    if (entry != null) {
      int length = ((UrlPattern.Prefix) entry.pattern()).prefix().length();
      String pathInfo = path.length() == length ? null : path.substring(length);
      String value = pathInfo == null ? "" : pathInfo.substring(1);
      return matched(entry, path.substring(0, length), pathInfo, value, MappingMatch.PATH);
    }
    entry = extension(path);
    if (entry != null) {
      String value = path.substring(1, path.lastIndexOf('.'));
      return matched(entry, path, null, value, MappingMatch.EXTENSION);
    }
    Match<T> rest = defaultServlet;
    return rest == null ? null : new Match<>(rest.entry(), path, null, rest.mapping());
  }

  private static <T> Match<T> matched(
      Entry<T> entry,
      String servletPath,
      @Nullable String pathInfo,
      String value,
      MappingMatch kind) {
    return new Match<>(
        entry,
        servletPath,
        pathInfo,
        new Mapping(value, entry.pattern().text(), entry.servletName(), kind));
  }

  private @Nullable Entry<T> longestPrefix(String path) {
    if (prefixes.isEmpty()) {
      return null;
    }
    int end = path.length();
    while (true) {
      Entry<T> entry = prefixes.get(path.substring(0, end));
      if (entry != null || end == 0) {
        return entry;
      }
      end = path.lastIndexOf('/', end - 1);
      if (end < 0) {
        return null;
      }
    }
  }

  private @Nullable Entry<T> extension(String path) {
    if (extensions.isEmpty()) {
      return null;
    }
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? extensions.get(path.substring(dot)) : null;
  }
}
