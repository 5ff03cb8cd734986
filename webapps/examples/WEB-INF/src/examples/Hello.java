package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Greets whoever the query string names. */
@WebServlet("/hello")
public class Hello extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String name = request.getParameter("name");
    try (Html html = Html.page(request, response, "Hello")) {
      html.text("Hello, " + (name == null || name.isBlank() ? "world" : name) + "!");
    }
  }
}
