package io.slipway.arquillian;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** Goes into the archives of {@link ArquillianDeploymentTest}. */
@WebServlet("/greeting")
public class GreetingServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String user = request.getRemoteUser() == null ? "nobody" : request.getRemoteUser();
    try (InputStream word = getClass().getResourceAsStream("/word.txt")) {
      String from = word == null ? "from nowhere" : new String(word.readAllBytes());
      response.getWriter().print(request.getContextPath() + " says hello " + from + " to " + user);
    }
  }
}
