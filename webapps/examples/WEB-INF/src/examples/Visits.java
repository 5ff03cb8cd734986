package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Counts visits in the session; POST renews the session's id or ends the session. */
@WebServlet("/session")
public class Visits extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpSession session = request.getSession();
    int visits = session.getAttribute("visits") instanceof Integer before ? before + 1 : 1;
    session.setAttribute("visits", visits);

    try (Html html = Html.page(request, response, "Visit " + visits)) {
      html.row("new session", session.isNew());
      // whoever has the whole id has the session
      html.row("id begins with", session.getId().substring(0, 6));
      html.row("id came from", cameFrom(request));
      html.row("ends when idle for", session.getMaxInactiveInterval() + " seconds");
      html.row("live sessions", getServletContext().getAttribute(LiveSessions.COUNT));
      // carries the id in the path for as long as no cookie has come back
      html.link(response.encodeURL("session"), "Visit again");
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpSession session = request.getSession();
    if ("end".equals(request.getParameter("action"))) {
      session.invalidate();
    } else {
      request.changeSessionId(); // as after every login
    }
    response.sendRedirect(response.encodeRedirectURL("session"), HttpServletResponse.SC_SEE_OTHER);
  }

  private static String cameFrom(HttpServletRequest request) {
    if (request.isRequestedSessionIdFromCookie()) {
      return "a cookie";
    }
    return request.isRequestedSessionIdFromURL() ? "the URL" : "nowhere: none was sent";
  }
}
