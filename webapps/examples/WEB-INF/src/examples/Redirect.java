package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends the client to the form example, by the status the query string asks for. */
@WebServlet("/redirect")
public class Redirect extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status = "303".equals(request.getParameter("status")) ? 303 : 307;
    // a fixed place: an address taken from the request would send visitors anywhere
    response.sendRedirect("form?redirected=" + status, status);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    doGet(request, response);
  }
}
