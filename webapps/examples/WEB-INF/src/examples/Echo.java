package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Shows the request as a servlet sees it. */
@WebServlet(name = "echo", urlPatterns = "/echo/*")
public class Echo extends HttpServlet {

  /** Secrets of the visitor's browser; a page must not hand them to its scripts. */
  private static final Set<String> SECRET = Set.of("cookie", "authorization");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (Html html = Html.page(request, response, "Your request")) {
      html.row("method", request.getMethod());
      html.row("protocol", request.getProtocol());
      html.row("request URI", request.getRequestURI());
      html.row("context path", request.getContextPath());
      html.row("servlet path", request.getServletPath());
      html.row("path info", request.getPathInfo());
      html.row("query string", request.getQueryString());
      HttpServletMapping mapping = request.getHttpServletMapping();
      html.row("pattern", mapping.getPattern() + " (" + mapping.getMappingMatch() + ")");
      html.row("match value", mapping.getMatchValue());
      html.row("locales", Collections.list(request.getLocales()));
      for (String name : Collections.list(request.getHeaderNames())) {
        List<String> values = Collections.list(request.getHeaders(name));
        html.row(name, SECRET.contains(name.toLowerCase(Locale.ROOT)) ? "(not shown)" : values);
      }
    }
  }
}
