package examples;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** Where the dispatcher leads: says how it was reached and what it sees. */
@WebServlet("/target")
public class Target extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    PrintWriter out = response.getWriter();
    out.println("target reached by " + request.getDispatcherType());
    out.println("  servlet path:   " + request.getServletPath());
    out.println(
        "  forwarded from: " + request.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH));
    out.println(
        "  included as:    " + request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH));
    out.println("  added:          " + "yes".equals(request.getParameter("added")));
  }
}
