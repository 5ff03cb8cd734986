package io.slipway.cdi.parts;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

@WebServlet("/parts/*")
public class PartsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient Greeting greeting;

  @Inject
  @Named("portable")
  private transient Instance<String> portable;

  @Inject
  @Named("build")
  private transient Instance<String> build;

  @Inject private transient Instance<AddingExtension> extension;
  @Inject private transient Event<Asked> event;

  /** Sent to {@link AsyncObserver}. */
  public static final class Asked {
    volatile ClassLoader loader;
    volatile boolean current;
  }

  @Logged
  @Override
  public void service(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    super.service(request, response);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    response
        .getWriter()
        .print(
            request.getPathInfo().equals("/servlet")
                ? request.getAttribute("logged")
                : answer(request.getPathInfo()));
  }

  private String answer(String what) throws ServletException {
    try {
      return switch (what) {
        case "/greet" -> greeting.greet("Ada");
        case "/portable" -> portable.get() + " " + extension.get().currentWasThere();
        case "/build" -> build.get();
        case "/async" -> {
          Asked asked =
              event.fireAsync(new Asked()).toCompletableFuture().get(10, TimeUnit.SECONDS);
          yield (asked.loader == getServletContext().getClassLoader()) + " " + asked.current;
        }
        case "/jar" -> CDI.current().select(InJar.class).get().where();
        default -> "?";
      };
    } catch (Exception failure) {
      throw new ServletException(failure);
    }
  }
}
