package io.slipway.naming;

import java.util.ArrayList;
import java.util.List;

/**
 * Names in one form: without the scheme and superfluous slashes; {@code java:comp/env/jdbc/a} is
 * {@code comp/env/jdbc/a}. In a webapp {@code java:module} is {@code java:comp} (Jakarta EE
 * Platform 11, 5.2.2).
 */
final class NamePath {
  static final String SCHEME = "java:";
  static final String ENV = "comp/env";

  private NamePath() {}

  /**
   * @param name relative to {@code java:comp/env} where it has no scheme
   */
  static String of(String name) {
    return name.startsWith(SCHEME)
        ? module(clean(name.substring(SCHEME.length())))
        : join(ENV, clean(name));
  }

  static String in(String folder, String name) {
    return name.startsWith(SCHEME) ? of(name) : join(folder, clean(name));
  }

  /** For people. */
  static String text(String path) {
    return SCHEME + path;
  }

  private static String module(String path) {
    return path.equals("module") || path.startsWith("module/")
        ? "comp" + path.substring("module".length())
        : path;
  }

  private static String join(String folder, String rest) {
    return rest.isEmpty() ? folder : folder.isEmpty() ? module(rest) : folder + "/" + rest;
  }

  private static String clean(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return String.join("/", segments);
  }
}
