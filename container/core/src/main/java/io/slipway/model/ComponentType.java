package io.slipway.model;

/** What stands behind a servlet: a class, a page, or nothing yet. */
public sealed interface ComponentType {
  record ClassName(String name) implements ComponentType {}

  /** A {@code jsp-file}: a path in the context, beginning with a slash. */
  record Page(String path) implements ComponentType {}

  /**
   * Named and perhaps mapped by the webapp, but without class or page: to be completed by {@code
   * ServletContext.addServlet}, or by the container where the name is {@code default} or {@code
   * jsp}.
   */
  record Preliminary() implements ComponentType {}
}
