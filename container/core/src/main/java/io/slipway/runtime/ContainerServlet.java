package io.slipway.runtime;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;

/**
 * The class of a servlet that belongs to the container, loaded when it is needed.
 *
 * @param loader not the webapp's, which does not see it
 */
public record ContainerServlet(String className, ClassLoader loader) {
  Class<? extends Servlet> load() throws ServletException {
    try {
      return Class.forName(className, true, loader).asSubclass(Servlet.class);
    } catch (ClassNotFoundException | LinkageError failure) {
      throw new ServletException("The container's servlet " + className + " is not there", failure);
    }
  }
}
