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
    for (String segment : path.replace('\\', '/').split("/")) {
      if (segment.isEmpty() || segment.equals(".")) {
        continue;
      }
      String name = segment.toLowerCase(Locale.ROOT);
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
      name = name.substring(0, end);
      return name.equals("web-inf")
          || name.equals("meta-inf")
          || name.startsWith("web-in~")
          || name.startsWith("meta-i~");
    }
    return false;
  }
}
