package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** Writes a long text and knows nothing of compression: that is the container's work. */
@WebServlet("/text")
public class BigText extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if ("no".equals(request.getParameter("transform"))) {
      response.setHeader("Cache-Control", "no-transform");
    }
    response.setContentType("text/plain;charset=UTF-8");
    PrintWriter out = response.getWriter();
    for (int bottles = 2000; bottles > 0; bottles--) {
      out.println(bottles + " bottles of beer on the wall, " + bottles + " bottles of beer.");
    }
  }
}
