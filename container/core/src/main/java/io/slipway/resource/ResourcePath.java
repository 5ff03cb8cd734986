package io.slipway.resource;

import java.util.Locale;

/** Spellings of paths. */
final class ResourcePath {
  private ResourcePath() {}

  /**
   * Whether this is the one spelling of a path: no empty, dot or dot-dot segment, no backslash, no
   * control character. A slash at the end is allowed.
   */
  static boolean isCanonical(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return false;
    }
    int start = 1;
    for (int i = 1; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        int length = i - start;
        boolean last = i == path.length();
        if ((length == 0 && !last)
            || (length == 1 && path.charAt(start) == '.')
            || (length == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.')) {
          return false;
        }
        start = i + 1;
      } else if (path.charAt(i) < ' ' || path.charAt(i) == '\\' || path.charAt(i) == 0x7f) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether some file system could take this for {@code WEB-INF} or {@code META-INF}: any case,
   * dots and spaces at the end, a stream or parameter behind it, the short 8.3 name. Leading
   * slashes and dot segments are looked through.
   */
  static boolean isHidden(String path) {
    int start = 0;
    int end = segmentEnd(path, start);
    while (end < path.length() && (start == end || end == start + 1 && path.charAt(start) == '.')) {
      start = end + 1;
      end = segmentEnd(path, start);
    }
    // Asked with every request, nearly always of a name that begins otherwise
    return start < end
        && "wWmM".indexOf(path.charAt(start)) >= 0
        && isReserved(path.substring(start, end).toLowerCase(Locale.ROOT));
  }

  private static int segmentEnd(String path, int from) {
    int end = from;
    while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != '\\') {
      end++;
    }
    return end;
  }

  private static boolean isReserved(String name) {
    int end = name.length();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == ':' || c == ';' || c == 0) {
        end = i;
        break;
      }
    }
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) <= ' ')) {
      end--;
    }
    String bare = name.substring(0, end);
    return bare.equals("web-inf")
        || bare.equals("meta-inf")
        || bare.startsWith("web-in~")
        || bare.startsWith("meta-i~");
  }
}
