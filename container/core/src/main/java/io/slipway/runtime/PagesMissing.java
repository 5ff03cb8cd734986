package io.slipway.runtime;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Stands for pages where the container has no pages module: a page's source is never sent. */
final class PagesMissing extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");

  private final AtomicBoolean said = new AtomicBoolean();

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (said.compareAndSet(false, true)) {
      LOG.warnf(
          "%s is a page (JSP) and this container has no pages module: add slipway-pages to its class path",
          request.getRequestURI());
    }
    response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED);
  }
}
