package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;

/** Names each version of its text by an entity tag, and sends no text the client already has. */
@WebServlet("/etag")
public class ETag extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String version = "2".equals(request.getParameter("version")) ? "2" : "1";
    String tag = "\"version-" + version + "\"";
    response.setHeader("ETag", tag);
    response.setHeader("Cache-Control", "no-cache");
    if (has(request.getHeader("If-None-Match"), tag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().println("This is version " + version + " of the text.");
  }

  /** The weak comparison of RFC 9110, 8.8.3.2: a tag may come back with W/ after compression. */
  private static boolean has(String ifNoneMatch, String tag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .anyMatch(t -> t.equals("*") || t.equals(tag) || t.equals("W/" + tag));
  }
}
