package io.slipway.pages;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.apache.jasper.servlet.JspServlet;

/** Jasper's servlet, for all pages or for the one that init parameter {@code jspFile} names. */
public final class PageServlet implements Servlet {
  private final JspServlet jasper = new JspServlet();

  @Override
  public void init(ServletConfig config) throws ServletException {
    TagLibraries.provideFactory();
    TagLibraries.provide(config.getServletContext());
    jasper.init(PageConfig.of(config));
  }

  @Override
  public ServletConfig getServletConfig() {
    return jasper.getServletConfig();
  }

  @Override
  public void service(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    jasper.service(request, response);
  }

  @Override
  public String getServletInfo() {
    return "Jakarta Pages by Jasper";
  }

  @Override
  public void destroy() {
    jasper.destroy();
  }
}
