package io.slipway.cdi.made;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Components of all kinds, declared by annotation and made by code. */
public final class Made {
  private Made() {}

  @WebListener
  public static class Starter implements ServletContextListener {
    @Inject private Stamp stamp;

    @Override
    public void contextInitialized(ServletContextEvent event) {
      stamp.on("context");
      ServletContext context = event.getServletContext();
      try {
        context.addServlet("made", context.createServlet(Answer.class)).addMapping("/made");
        context
            .addFilter("made", context.createFilter(Passing.class))
            .addMappingForUrlPatterns(null, false, "/*");
        context.addServlet("byClass", Answer.class).addMapping("/byClass");
        context.addServlet("byName", Answer.class.getName()).addMapping("/byName");
        context.addListener(Requests.class);
        context.addListener(context.createListener(Sessions.class));
      } catch (ServletException failure) {
        throw new IllegalStateException(failure);
      }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      System.setProperty("io.slipway.cdi.made", stamp.on("end"));
    }
  }

  public static class Requests implements ServletRequestListener {
    @Inject private Visit visit;

    @Override
    public void requestInitialized(ServletRequestEvent event) {
      visit.by("listener");
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
      visit.by("end");
    }
  }

  public static class Sessions implements HttpSessionListener {
    @Inject private Stamp stamp;

    @Override
    public void sessionCreated(HttpSessionEvent event) {
      stamp.on("session");
    }
  }

  @WebFilter("/*")
  public static class Declared implements Filter {
    @Inject private Visit visit;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      visit.by("declared");
      chain.doFilter(request, response);
    }
  }

  public static class Passing implements Filter {
    @Inject private Visit visit;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      visit.by("made");
      chain.doFilter(request, response);
    }
  }

  public static class Answer extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject private transient Visit visit;
    @Inject private transient Stamp stamp;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      if ("stamp".equals(request.getHeader("Upgrade"))) {
        response.setHeader("Upgrade", "stamp");
        response.setHeader("Connection", "upgrade");
        response.setStatus(101);
        request.upgrade(Upgraded.class);
        return;
      }
      request.getSession();
      response.getWriter().print(visit.by() + stamp.on(getServletName()) + stamp.all());
    }
  }

  public static class Upgraded implements HttpUpgradeHandler {
    @Inject private Stamp stamp;

    @Override
    public void init(WebConnection connection) {
      try (connection) {
        connection
            .getOutputStream()
            .write(stamp.on("upgraded").getBytes(StandardCharsets.US_ASCII));
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }

    @Override
    public void destroy() {}
  }
}
