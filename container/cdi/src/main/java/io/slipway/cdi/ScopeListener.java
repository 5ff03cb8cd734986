package io.slipway.cdi;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.servlet.HttpContextLifecycle;
import org.jboss.weld.servlet.spi.helpers.AcceptingHttpContextActivationFilter;

/**
 * The beginning and end of sessions, and of the application scope where it is the webapp's own,
 * outside of the webapp's own listeners.
 */
final class ScopeListener implements ServletContextListener, HttpSessionListener {
  private final BeanManagerImpl manager;
  private final boolean ownsApplication;
  private final HttpContextLifecycle lifecycle;

  ScopeListener(BeanManagerImpl manager, boolean ownsApplication) {
    this.manager = manager;
    this.ownsApplication = ownsApplication;
    this.lifecycle =
        new HttpContextLifecycle(
            manager, AcceptingHttpContextActivationFilter.INSTANCE, false, false, true, false);
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    if (PageBeans.isPossible()) {
      PageBeans.offer(event.getServletContext(), manager);
    }
    if (ownsApplication) {
      lifecycle.contextInitialized(event.getServletContext());
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (ownsApplication) {
      lifecycle.contextDestroyed(event.getServletContext());
    }
  }

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    lifecycle.sessionCreated(event.getSession());
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    lifecycle.sessionDestroyed(event.getSession());
  }
}
