package io.slipway.pipeline;

/** {@code *}, {@code /folder/*}, {@code *.css} or an exact path, all below the context. */
final class PathPattern {
  private final String text;
  private final boolean prefix;
  private final boolean suffix;

  PathPattern(String pattern) {
    if (pattern.equals("*") || pattern.equals("/*")) {
      text = "/";
      prefix = true;
      suffix = false;
    } else if (pattern.startsWith("/") && pattern.endsWith("/*")) {
      text = pattern.substring(0, pattern.length() - 1);
      prefix = true;
      suffix = false;
    } else if (pattern.startsWith("*") && pattern.indexOf('*', 1) < 0) {
      text = pattern.substring(1);
      prefix = false;
      suffix = true;
    } else if (pattern.startsWith("/") && pattern.indexOf('*') < 0) {
      text = pattern;
      prefix = false;
      suffix = false;
    } else {
      throw new IllegalArgumentException(
          "not a path pattern: " + pattern + "; write *, /folder/*, *.ext or /exact/path");
    }
  }

  boolean matches(String path) {
    if (prefix) {
      return path.startsWith(text) || (path.length() == text.length() - 1 && text.startsWith(path));
    }
    return suffix ? path.endsWith(text) : path.equals(text);
  }
}
