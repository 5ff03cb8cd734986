package io.slipway.model;

/** What stands behind a servlet: a class or a page. */
public sealed interface ComponentType {
  record ClassName(String name) implements ComponentType {}

  /** A {@code jsp-file}: a path in the context, beginning with a slash. */
  record Page(String path) implements ComponentType {}
}
