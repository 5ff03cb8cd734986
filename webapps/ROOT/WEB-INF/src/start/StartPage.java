package start;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The start page: {@code WEB-INF/start.html} with the list of what is deployed filled in. */
@WebServlet("")
public class StartPage extends HttpServlet {

  /** Where the container publishes a live list of its webapps, each a map of strings. */
  private static final String WEBAPPS = "io.slipway.webapps";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("text/html;charset=UTF-8");
    response
        .getWriter()
        .print(
            template()
                .replace("${context}", escape(request.getContextPath()))
                .replace("${server}", escape(getServletContext().getServerInfo()))
                .replace("${webapps}", webapps()));
  }

  private String template() throws IOException {
    try (InputStream in = getServletContext().getResourceAsStream("/WEB-INF/start.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String webapps() {
    if (!(getServletContext().getAttribute(WEBAPPS) instanceof List<?> webapps)) {
      return "<p class=\"none\">This container does not publish the list of its webapps.</p>";
    }
    StringBuilder rows = new StringBuilder();
    for (Object webapp : webapps) {
      if (webapp instanceof Map<?, ?> map) {
        rows.append(row(map));
      }
    }
    return
"""
<table>
<thead><tr><th scope="col">Address</th><th scope="col">Name</th><th scope="col">State</th>
<th scope="col">Servlets</th><th scope="col">Filters</th>
        <th scope="col">Deployed in</th></tr></thead>
<tbody>
%s</tbody>
</table>\
"""
        .formatted(rows);
  }

  private static String row(Map<?, ?> webapp) {
    String path = value(webapp, "contextPath");
    String address = path.endsWith("/") ? path : path + "/";
    return """
    <tr><th scope="row"><a href="%s">%s</a></th><td data-label="Name">%s</td>
    <td data-label="State"><span class="state" data-state="%s">%<s</span></td>
    <td data-label="Servlets">%s</td><td data-label="Filters">%s</td>
    <td data-label="Deployed in">%s ms</td></tr>
    """
        .formatted(
            address,
            path.isEmpty() ? "/" : path,
            value(webapp, "displayName"),
            value(webapp, "state"),
            value(webapp, "servlets"),
            value(webapp, "filters"),
            value(webapp, "deployMillis"));
  }

  /** A value as safe text; a missing one is empty. */
  private static String value(Map<?, ?> webapp, String key) {
    Object value = webapp.get(key);
    return value == null ? "" : escape(value.toString());
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
