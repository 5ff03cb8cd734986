package io.slipway.runtime;

import io.slipway.spi.Component;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

/** Makes the components of a webapp from its classes, in the way that its features ask for. */
final class Components {
  private final ClassLoader loader;
  private final Features features;
  private final @Nullable ContainerServlet pages;

  /**
   * @param pages null where nothing serves them
   */
  Components(ClassLoader loader, Features features, @Nullable ContainerServlet pages) {
    this.loader = loader;
    this.features = features;
    this.pages = pages;
  }

  Class<?> load(String className) throws ServletException {
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException | LinkageError failure) {
      throw new ServletException("Class " + className + " cannot be loaded: " + failure, failure);
    }
  }

  <T> Component<T> make(Class<T> type) throws ServletException {
    try {
      return features.components().create(type);
    } catch (ServletException | RuntimeException failure) {
      throw failure;
    } catch (Exception | LinkageError failure) {
      throw new ServletException(type.getName() + " cannot be made: " + failure, failure);
    }
  }

  /** A servlet for pages. */
  Component<? extends Servlet> page() throws ServletException {
    return pages == null ? Component.of(new PagesMissing()) : make(pages.load());
  }
}
