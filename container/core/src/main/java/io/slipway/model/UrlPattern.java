package io.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * A URL pattern of a servlet, filter or security constraint: Servlet 6.1, 12.2.
 *
 * <p>Matching is against the decoded path inside the context, which is empty or begins with a
 * slash.
 *
 * <p>The text alone makes patterns equal. They are no records: the deployment of every webapp
 * compares them, and how two records are equal is put together at run time, which takes longer.
 */
public abstract sealed class UrlPattern {
  /** {@code /*}. */
  public static final UrlPattern EVERYTHING = parse("/*");

  private final String text;

  private UrlPattern(String text) {
    this.text = text;
  }

  /** The pattern as written. */
  public final String text() {
    return text;
  }

  public abstract boolean matches(String path);

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof UrlPattern pattern && pattern.text.equals(text);
  }

  @Override
  public final int hashCode() {
    return text.hashCode();
  }

  @Override
  public final String toString() {
    return text;
  }

  /** {@code /a/b}: this path only. */
  public static final class Exact extends UrlPattern {
    private Exact(String text) {
      super(text);
    }

    @Override
    public boolean matches(String path) {
      return path.equals(text());
    }
  }

  /** {@code /a/*}: {@code /a} and everything below it. */
  public static final class Prefix extends UrlPattern {
    private final String prefix;

    private Prefix(String text) {
      super(text);
      this.prefix = text.substring(0, text.length() - 2);
    }

    /** {@code /a}; empty for {@code /*}. */
    public String prefix() {
      return prefix;
    }

    @Override
    public boolean matches(String path) {
      return path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
  }

  /** {@code *.jsp}: the last segment ends so. */
  public static final class Extension extends UrlPattern {
    private final String suffix;

    private Extension(String text) {
      super(text);
      this.suffix = text.substring(1);
    }

    /** {@code .jsp}. */
    public String suffix() {
      return suffix;
    }

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
  public static final class Default extends UrlPattern {
    private Default() {
      super("/");
    }

    @Override
    public boolean matches(String path) {
      return true;
    }
  }

  /** The empty pattern: the context root, exactly. */
  public static final class ContextRoot extends UrlPattern {
    private ContextRoot() {
      super("");
    }

    @Override
    public boolean matches(String path) {
      return path.equals("/") || path.isEmpty();
    }
  }

  /**
   * Whether this, in the mapping of a filter, stands for {@link #EVERYTHING}: 12.2 knows no lone
   * asterisk, but other containers take it so.
   */
  public static boolean isEverything(String text) {
    return text.equals("*");
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is none of the five kinds; the message says why
   */
  public static UrlPattern parse(String text) {
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
      return new Extension(text);
    }
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("URL pattern \"" + text + "\" must begin with / or *.");
    }
    if (text.endsWith("/*")) {
      return new Prefix(text);
    }
    return new Exact(text);
  }
}
