package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Fails on request; web.xml says which page answers for which failure. */
@WebServlet("/fail")
public class Fail extends HttpServlet {

  /** An exception with a page of its own. */
  public static class OutOfStock extends RuntimeException {}

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (String.valueOf(request.getParameter("how"))) {
      case "gone" -> response.sendError(HttpServletResponse.SC_GONE, "That ship has sailed.");
      case "stock" -> throw new OutOfStock();
      case "bug" -> throw new IllegalStateException("details for the log, not for visitors");
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
