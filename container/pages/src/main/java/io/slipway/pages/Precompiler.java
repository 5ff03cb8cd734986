package io.slipway.pages;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.spi.ProblemsException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.jasper.JasperException;
import org.apache.jasper.servlet.JspServlet;

/**
 * Compiles all pages of a webapp, so that the first requests find them as a later one would. Those
 * below {@code WEB-INF} too: they are forwarded to.
 */
final class Precompiler {
  private static final List<String> PAGES = List.of(".jsp", ".jspx");

  private Precompiler() {}

  /**
   * @throws ProblemsException with every page that cannot be compiled
   */
  static void run(ServletContext context) throws ServletException {
    TagLibraries.provide(context);
    List<Problem> problems = new ArrayList<>();
    for (String page : pages(context, "/")) {
      JspServlet one = new JspServlet();
      try {
        one.init(PageConfig.of(context, page));
      } catch (ServletException failure) {
        problems.add(
            Problem.error(
                "page", Origin.of(page), "This page cannot be compiled: " + reason(failure), ""));
      } finally {
        one.destroy();
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  /** What the compiler says: Jasper wraps it, and ends it with a title for the stack trace. */
  private static String reason(Throwable failure) {
    Throwable first = failure;
    for (Throwable cause = failure; cause instanceof JasperException; cause = cause.getCause()) {
      first = cause;
    }
    return String.valueOf(first.getMessage())
        .replaceFirst("\\s*Stacktrace:\\s*$", "")
        .replaceAll("\\R(\\s*\\R)+", System.lineSeparator());
  }

  private static List<String> pages(ServletContext context, String folder) {
    List<String> found = new ArrayList<>();
    Set<String> paths = context.getResourcePaths(folder);
    for (String path : paths == null ? Set.<String>of() : paths) {
      if (path.equals("/WEB-INF/classes/") || path.equals("/WEB-INF/lib/")) {
        continue;
      }
      if (path.endsWith("/")) {
        found.addAll(pages(context, path));
      } else if (PAGES.stream().anyMatch(path::endsWith)) {
        found.add(path);
      }
    }
    return found;
  }
}
