package examples;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Hands the request over (forward), or asks another servlet for a part of the answer (include). */
@WebServlet("/dispatch")
public class Dispatch extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    response.setContentType("text/plain;charset=UTF-8");
    RequestDispatcher target = request.getRequestDispatcher("/target?added=yes");
    response.getWriter().println("before"); // a forward throws this away, an include keeps it
    if ("include".equals(request.getParameter("how"))) {
      target.include(request, response);
      response.getWriter().println("after");
    } else {
      target.forward(request, response);
    }
  }
}
