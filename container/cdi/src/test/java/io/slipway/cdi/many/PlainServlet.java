package io.slipway.cdi.many;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Of a webapp without beans. */
@WebServlet("/plain")
public class PlainServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String api;
    try {
      api =
          String.valueOf(
              Class.forName("jakarta.enterprise.inject.spi.CDI").getClassLoader()
                  == getClass().getClassLoader());
    } catch (ClassNotFoundException none) {
      api = "none";
    }
    response.getWriter().print("plain " + api);
  }
}
