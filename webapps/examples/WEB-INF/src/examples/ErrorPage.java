package examples;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The page behind every error-page element of web.xml. */
@WebServlet("/error/*")
public class ErrorPage extends HttpServlet {

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() != DispatcherType.ERROR) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND); // nobody asks for it by its address
      return;
    }
    boolean thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null;
    try (Html html = Html.page(request, response, "This did not work")) {
      html.row("status", request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
      html.row("asked for", request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
      html.row("servlet", request.getAttribute(RequestDispatcher.ERROR_SERVLET_NAME));
      html.row("error page", request.getPathInfo());
      // an exception's message is written for the log
      html.row(
          "message",
          thrown ? "(in the log)" : request.getAttribute(RequestDispatcher.ERROR_MESSAGE));
    }
  }
}
