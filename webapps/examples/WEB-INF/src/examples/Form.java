package examples;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Lists the parameters, which come from the query string and, in a POST, from the body too. */
@WebServlet("/form")
public class Form extends HttpServlet {

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try (Html html = Html.page(request, response, "Fields of a " + request.getMethod())) {
      html.row("query string", request.getQueryString());
      request.getParameterMap().forEach((name, values) -> html.row(name, values));
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    doGet(request, response);
  }
}
