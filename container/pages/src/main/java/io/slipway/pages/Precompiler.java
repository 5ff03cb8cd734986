package io.slipway.pages;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.jasper.servlet.JspServlet;

/**
 * Compiles all pages of a webapp, so that the first requests find them as a later one would. Those
 * below {@code WEB-INF} too: they are forwarded to.
 */
final class Precompiler {
  private static final List<String> PAGES = List.of(".jsp", ".jspx");

  private Precompiler() {}

  /**
   * @throws ServletException naming every page that cannot be compiled, with its line
   */
  static void run(ServletContext context) throws ServletException {
    TagLibraries.provide(context);
    List<ServletException> failures = new ArrayList<>();
    StringBuilder said = new StringBuilder("Pages that cannot be compiled:");
    for (String page : pages(context, "/")) {
      JspServlet one = new JspServlet();
      try {
        one.init(PageConfig.of(context, page));
      } catch (ServletException failure) {
        failures.add(failure);
        said.append(System.lineSeparator()).append(page).append(": ").append(failure.getMessage());
      } finally {
        one.destroy();
      }
    }
    if (!failures.isEmpty()) {
      throw new ServletException(said.toString(), failures.get(0));
    }
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
