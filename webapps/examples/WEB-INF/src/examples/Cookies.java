package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/** Remembers a flavour in a cookie: GET reads it, POST sets it or lets it expire. */
@WebServlet("/cookies")
public class Cookies extends HttpServlet {

  private static final String NAME = "flavour";
  private static final Set<String> FLAVOURS = Set.of("vanilla", "chocolate", "liquorice");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String flavour = null;
    Cookie[] cookies = request.getCookies(); // null, not empty, when there are none
    for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
      flavour = cookie.getName().equals(NAME) ? cookie.getValue() : flavour;
    }
    try (Html html = Html.page(request, response, "Cookie")) {
      html.text(flavour == null ? "No flavour came with this request." : "You like " + flavour);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean expire = "expire".equals(request.getParameter("action"));
    String flavour = expire ? "" : request.getParameter(NAME);
    if (!expire && (flavour == null || !FLAVOURS.contains(flavour))) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, "That flavour is not on the menu.");
      return;
    }
    Cookie cookie = new Cookie(NAME, flavour);
    cookie.setMaxAge(expire ? 0 : 3600); // seconds; 0 deletes
    cookie.setPath(request.getContextPath() + "/cookies"); // the same path, or it is another cookie
    cookie.setHttpOnly(true);
    cookie.setSecure(request.isSecure());
    cookie.setAttribute("SameSite", "Strict");
    response.addCookie(cookie);
    response.sendRedirect("cookies", HttpServletResponse.SC_SEE_OTHER);
  }
}
