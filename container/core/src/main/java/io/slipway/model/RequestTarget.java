package io.slipway.model;

import io.slipway.model.RefusedTarget.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A request target, canonicalised once: Servlet 6.1, 3.5.2. Constraints, servlets, filters and
 * files are all chosen by {@link #path}.
 *
 * @param raw the path as sent, with path parameters, without authority and query
 * @param path decoded, without path parameters, empty and dot segments; begins with a slash
 * @param query as sent, without the question mark; null if there was none
 */
public record RequestTarget(String raw, String path, @Nullable String query)
    implements ParsedTarget {
  /**
   * Canonicalises what stood in the request line or {@code :path}.
   *
   * @param target in origin-form or absolute-form (RFC 9112, 3.2); with its query or without
   * @param query null if there is none or it stands in {@code target}
   */
  public static ParsedTarget parse(String target, @Nullable String query) {
    if (isPlain(target)) {
      return query != null && query.indexOf('#') >= 0
          ? new RefusedTarget(Reason.FRAGMENT)
          : new RequestTarget(target, target, query);
    }
    String rest = target;
    if (!target.startsWith("/")) {
      if (target.equals("*")) {
        return new RefusedTarget(Reason.ASTERISK_FORM);
      }
      int scheme = schemeLength(target);
      if (scheme > 0) {
        int path = authorityEnd(target, scheme);
        if (path < 0) {
          return new RefusedTarget(Reason.BAD_AUTHORITY);
        }
        rest =
            path == target.length() || target.charAt(path) == '?'
                ? '/' + target.substring(path)
                : target.substring(path);
        if (isPlain(rest)) {
          return parse(rest, query);
        }
      }
    }
    return Canonicaliser.parse(rest, query, false);
  }

  /**
   * Canonicalises what an application passed to {@code getRequestDispatcher}: 9.1. Characters
   * beyond ASCII stand for themselves.
   *
   * @param path begins with a slash; may have a query
   */
  public static ParsedTarget parseDispatcherPath(String path) {
    return isPlain(path)
        ? new RequestTarget(path, path, null)
        : Canonicaliser.parse(path, null, true);
  }

  /**
   * Whether the path is canonical as it stands: the case of nearly every request, and one that
   * allocates nothing.
   */
  private static boolean isPlain(String path) {
    int length = path.length();
    if (length == 0 || path.charAt(0) != '/') {
      return false;
    }
    boolean segmentBegins = true;
    for (int i = 1; i < length; i++) {
      char c = path.charAt(i);
      switch (c) {
        case '%', ';', '\\', '#', '?' -> {
          return false;
        }
        case '/', '.' -> {
          if (segmentBegins) {
            return false;
          }
        }
        default -> {
          if (c < ' ' || c > '~') {
            return false;
          }
        }
      }
      segmentBegins = c == '/';
    }
    return true;
  }

  /**
   * A raw path as a {@code Location} may have it: with one slash in front, for two would name a
   * host.
   */
  public static String onThisHost(String raw) {
    int at = 0;
    while (at < raw.length() && (raw.charAt(at) == '/' || raw.charAt(at) == '\\')) {
      at++;
    }
    return at == 1 && raw.charAt(0) == '/' ? raw : '/' + raw.substring(at);
  }

  /** The length of {@code http://} or {@code https://}, 0 if the target has none. */
  private static int schemeLength(String target) {
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
  }

  /**
   * Where the path begins; -1 if the authority is empty or has user information (RFC 9110, 4.2.4).
   */
  private static int authorityEnd(String target, int from) {
    int end = from;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      char c = target.charAt(end);
      if (c == '@' || c == '\\' || c <= ' ' || c > '~') {
        return -1;
      }
      end++;
    }
    return end == from ? -1 : end;
  }
}
