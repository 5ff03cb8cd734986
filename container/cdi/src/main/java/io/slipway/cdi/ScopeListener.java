package io.slipway.cdi;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.servlet.HttpContextLifecycle;

/**
 * The beginning and end of the application and session scopes, outside of the webapp's own
 * listeners.
 */
final class ScopeListener implements ServletContextListener, HttpSessionListener {
  private final BeanManagerImpl manager;
  private final HttpContextLifecycle lifecycle;

  ScopeListener(BeanManagerImpl manager, HttpContextLifecycle lifecycle) {
    this.manager = manager;
    this.lifecycle = lifecycle;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    if (PageBeans.isPossible()) {
      PageBeans.offer(event.getServletContext(), manager);
    }
    lifecycle.contextInitialized(event.getServletContext());
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    lifecycle.contextDestroyed(event.getServletContext());
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
