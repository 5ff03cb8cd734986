package io.slipway.runtime;

import io.slipway.model.PatternMap;
import io.slipway.model.UrlPattern;
import jakarta.servlet.http.MappingMatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which servlet a path goes to, and what the servlet is told of it: Servlet 6.1, 12.1, and the
 * table in the Javadoc of {@code HttpServletMapping}. Immutable.
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

  /** What one pattern makes of the paths that belong to it. */
  private interface Row<T> {
    Match<T> match(String path);
  }

  private final PatternMap<Row<T>> rows;

  private ServletMap(PatternMap<Row<T>> rows) {
    this.rows = rows;
  }

  /**
   * @param patterns pattern to servlet name; the conflicts have been refused before
   * @param value of a pattern
   */
  static <T> ServletMap<T> compile(
      Map<UrlPattern, String> patterns, Function<UrlPattern, T> value) {
    Map<UrlPattern, Row<T>> rows = new HashMap<>();
    patterns.forEach(
        (pattern, name) ->
            rows.put(pattern, row(new Entry<>(pattern, name, value.apply(pattern)))));
    return new ServletMap<>(new PatternMap<>(rows));
  }

  /** Whatever is the same for every path is made here, once. */
  private static <T> Row<T> row(Entry<T> entry) {
    UrlPattern pattern = entry.pattern();
    if (pattern instanceof UrlPattern.Exact) {
      String path = pattern.text();
      Mapping mapping = mapping(entry, path.substring(1), MappingMatch.EXACT);
      Match<T> match = new Match<>(entry, path, null, mapping);
      return any -> match;
    }
    if (pattern instanceof UrlPattern.Prefix prefix) {
      int length = prefix.prefix().length();
      return path -> {
        String pathInfo = path.length() == length ? null : path.substring(length);
        String value = pathInfo == null ? "" : pathInfo.substring(1);
        Mapping mapping = mapping(entry, value, MappingMatch.PATH);
        return new Match<>(entry, path.substring(0, length), pathInfo, mapping);
      };
    }
    if (pattern instanceof UrlPattern.Extension) {
      return path -> {
        String value = path.substring(1, path.lastIndexOf('.'));
        return new Match<>(entry, path, null, mapping(entry, value, MappingMatch.EXTENSION));
      };
    }
    if (pattern instanceof UrlPattern.ContextRoot) {
      Match<T> match = new Match<>(entry, "", "/", mapping(entry, "", MappingMatch.CONTEXT_ROOT));
      return any -> match;
    }
    Mapping mapping = mapping(entry, "", MappingMatch.DEFAULT);
    return path -> new Match<>(entry, path, null, mapping);
  }

  private static Mapping mapping(Entry<?> entry, String value, MappingMatch kind) {
    return new Mapping(value, entry.pattern().text(), entry.servletName(), kind);
  }

  /**
   * @param path decoded, inside the context; empty or beginning with a slash
   * @return null where there is no default servlet
   */
  @Nullable Match<T> match(String path) {
    return match(rows.bestMatch(path), path);
  }

  /** As if no other pattern than that of the default servlet matched. */
  @Nullable Match<T> defaultMatch(String path) {
    return match(rows.byDefault(), path);
  }

  private static <T> @Nullable Match<T> match(@Nullable Row<T> row, String path) {
    return row == null ? null : row.match(path);
  }
}
