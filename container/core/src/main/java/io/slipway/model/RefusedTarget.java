package io.slipway.model;

/**
 * A request target that must be answered 400: servers could read it differently (Servlet 6.1,
 * 3.5.2, step 10).
 */
public record RefusedTarget(Reason reason) implements ParsedTarget {
  /** What is suspicious about a target. */
  public enum Reason {
    NO_LEADING_SLASH("does not begin with a slash"),
    FRAGMENT("has a fragment"),
    LEADING_DOT_DOT("leads out of the root"),
    ENCODED_SLASH("has an encoded slash"),
    BACKSLASH("has a backslash"),
    CONTROL("has a control character"),
    DOT_SEGMENT_WITH_PARAMETER("has a dot segment with a path parameter"),
    ENCODED_DOT_SEGMENT("has an encoded dot segment"),
    EMPTY_SEGMENT_WITH_PARAMETER("has an empty segment with a path parameter"),
    BAD_PERCENT("has a malformed percent encoding"),
    BAD_UTF8("is not UTF-8"),
    NOT_ASCII("has characters that must be percent encoded"),
    BAD_AUTHORITY("has a malformed authority"),
    ASTERISK_FORM("is *, which names no resource");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** To follow "The request target". Says nothing that the client sent. */
    public String text() {
      return text;
    }
  }
}
