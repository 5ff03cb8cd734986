package io.slipway.cdi.many;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

@WebServlet("/name")
public class NameServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient Name injected;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BeanManager manager =
        (BeanManager) getServletContext().getAttribute(BeanManager.class.getName());
    response
        .getWriter()
        .print(
            injected.name()
                + " "
                + CDI.current().select(Name.class).get().name()
                + " "
                + manager.createInstance().select(Name.class).get().name());
  }
}
