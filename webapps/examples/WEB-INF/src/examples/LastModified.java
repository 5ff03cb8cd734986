package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Has not changed since it was started; HttpServlet answers If-Modified-Since by itself. */
@WebServlet("/last-modified")
public class LastModified extends HttpServlet {

  // HTTP dates are whole seconds
  private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  @Override
  protected long getLastModified(HttpServletRequest request) {
    return started.toEpochMilli();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-cache"); // keep it, but ask each time
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().println("Unchanged since " + started);
  }
}
