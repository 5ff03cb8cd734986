package io.slipway.model;

/**
 * One thing that is wrong with a webapp: where, what, and how to mend it.
 *
 * @param code stable and short, such as {@code duplicate-url-pattern}; for searching, not for
 *     reading
 */
public record Problem(Severity severity, String code, Origin at, String message, String fix) {
  /** Whether the webapp can be deployed all the same. */
  public enum Severity {
    WARNING,
    ERROR
  }

  /** A file or jar of the webapp: what is in it, nobody knows. */
  public static final String UNREADABLE_FILE = "unreadable-file";

  public static Problem error(String code, Origin at, String message, String fix) {
    return new Problem(Severity.ERROR, code, at, message, fix);
  }

  public static Problem warning(String code, Origin at, String message, String fix) {
    return new Problem(Severity.WARNING, code, at, message, fix);
  }

  @Override
  public String toString() {
    return at + ": " + message + (fix.isEmpty() ? "" : " (" + fix + ")");
  }
}
