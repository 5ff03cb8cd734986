package io.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * A URL pattern of a servlet, filter or security constraint: Servlet 6.1, 12.2.
 *
 * <p>Matching is against the decoded path inside the context, which is empty or begins with a
 * slash.
 */
public sealed interface UrlPattern {
  /** The pattern as written. */
  String text();

  boolean matches(String path);

  /** {@code /a/b}: this path only. */
  record Exact(String text) implements UrlPattern {
    @Override
    public boolean matches(String path) {
      return path.equals(text);
    }

    // written out, as the deployment of every webapp would else make a record's own at run time

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Exact exact && exact.text.equals(text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  /**
   * {@code /a/*}: {@code /a} and everything below it; {@code prefix} is {@code /a}, empty for
   * {@code /*}.
   */
  record Prefix(String text, String prefix) implements UrlPattern {
    @Override
    public boolean matches(String path) {
      return path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
  }

  /** {@code *.jsp}: the last segment ends so; {@code suffix} is {@code .jsp}. */
  record Extension(String text, String suffix) implements UrlPattern {
    @Override
    public boolean matches(String path) {
      // 12.1: the extension is what follows the last dot of the last segment
      int dot = path.lastIndexOf('.');
      return dot > path.lastIndexOf('/')
          && path.length() - dot == suffix.length()
          && path.startsWith(suffix, dot);
    }
  }

  /** {@code /}: what nothing else matches. */
  record Default() implements UrlPattern {
    @Override
    public String text() {
      return "/";
    }

    @Override
    public boolean matches(String path) {
      return true;
    }
  }

  /** The empty pattern: the context root, exactly. */
  record ContextRoot() implements UrlPattern {
    @Override
    public String text() {
      return "";
    }

    @Override
    public boolean matches(String path) {
      return path.equals("/") || path.isEmpty();
    }
  }

  /** {@code /*}. */
  UrlPattern EVERYTHING = parse("/*");

  /**
   * Whether this, in the mapping of a filter, stands for {@link #EVERYTHING}: 12.2 knows no lone
   * asterisk, but other containers take it so.
   */
  static boolean isEverything(String text) {
    return text.equals("*");
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is none of the five kinds; the message says why
   */
  static UrlPattern parse(String text) {
    if (text.isEmpty()) {
      return new ContextRoot();
    }
    if (text.equals("/")) {
      return new Default();
    }
    if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("URL pattern contains a line break");
    }
    if (text.startsWith("*.")) {
      if (text.indexOf('/') >= 0 || text.indexOf('*', 1) >= 0 || text.length() == 2) {
        throw new IllegalArgumentException(
            "Extension pattern \"" + text + "\" must be *.ext with nothing else in it");
      }
      return new Extension(text, text.substring(1));
    }
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("URL pattern \"" + text + "\" must begin with / or *.");
    }
    if (text.endsWith("/*")) {
      return new Prefix(text, text.substring(0, text.length() - 2));
    }
    return new Exact(text);
  }
}
