package visits;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says who is there, how often, and by whose CDI. */
@WebServlet("/hello")
public class HelloServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient Asked asked;
  @Inject private transient Visits visits;
  private int made;

  @PostConstruct
  void made() {
    made += asked == null ? 100 : 1;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Class<?> implementation = CDI.current().getClass();
    response
        .getWriter()
        .print(
            "hello "
                + asked.name()
                + ", visit "
                + visits.next()
                + ", made "
                + made
                + ", own "
                + (implementation.getClassLoader() == getClass().getClassLoader())
                + " "
                + implementation.getName());
  }
}
