package io.slipway.model;

import java.nio.file.Path;

/** Context paths and the names of the folders that carry them. */
public final class ContextPath {
  private ContextPath() {}

  /**
   * {@code ROOT} is the root context, {@code shop} and {@code shop.war} are {@code /shop}, {@code
   * a#b} is {@code /a/b}.
   *
   * @throws IllegalArgumentException as {@link #normalise}
   */
  public static String ofFolderName(String name) {
    String base =
        name.regionMatches(true, name.length() - 4, ".war", 0, 4)
            ? name.substring(0, name.length() - 4)
            : name;
    if (base.contains("##")) {
      throw new IllegalArgumentException(
          "\""
              + base
              + "\" names a version, as Tomcat has them; here one version of a webapp runs");
    }
    return base.equals("ROOT") ? "" : normalise(base.replace('#', '/'));
  }

  /** The other way round: {@code ROOT}, {@code shop}, {@code a#b}. */
  public static String folderName(String contextPath) {
    return contextPath.isEmpty() ? "ROOT" : contextPath.substring(1).replace('/', '#');
  }

  /** As people and logs call it: {@code /} for the root context. */
  public static String label(String contextPath) {
    return contextPath.isEmpty() ? "/" : contextPath;
  }

  /**
   * As {@link #ofFolderName(String)} for the last name of the path.
   *
   * @throws IllegalArgumentException if it stands for no context path; the message says of which
   *     file
   */
  public static String of(Path folderOrWar) {
    try {
      return ofFolderName(folderOrWar.toAbsolutePath().normalize().getFileName().toString());
    } catch (IllegalArgumentException unusable) {
      throw new IllegalArgumentException(
          folderOrWar
              + " cannot be served under its name: "
              + unusable.getMessage()
              + "; rename it",
          unusable);
    }
  }

  /**
   * Empty for {@code ""} and {@code "/"}, else with a slash in front and none at the end.
   *
   * @throws IllegalArgumentException if it has empty or dot segments, or characters that end a path
   */
  public static String normalise(String path) {
    String text = path;
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    if (text.isEmpty()) {
      return "";
    }
    if (!text.startsWith("/")) {
      text = "/" + text;
    }
    for (String segment : text.substring(1).split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException(
            "\"" + path + "\" is not a context path: it has an empty or dot segment");
      }
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '?' || c == '#' || c == ';' || c == '\\' || c == '%' || c == 127) {
        throw new IllegalArgumentException(
            "\""
                + path
                + "\" is not a context path: it has a character that ends or escapes a path");
      }
    }
    return text;
  }
}
