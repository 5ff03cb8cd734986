package io.slipway.model;

/** {@code error-page}: Servlet 6.1, 10.9.2. */
public sealed interface ErrorPageDef {
  /** A path in the context, beginning with a slash; may have a query string. */
  String location();

  record ForStatus(int status, String location) implements ErrorPageDef {}

  record ForException(String className, String location) implements ErrorPageDef {}

  /** No code and no type: for whatever has no page of its own. */
  record ForAll(String location) implements ErrorPageDef {}
}
