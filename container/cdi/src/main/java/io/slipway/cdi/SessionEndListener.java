package io.slipway.cdi;

import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.jboss.weld.context.http.HttpSessionContext;
import org.jboss.weld.event.FastEvent;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.context.http.HttpSessionDestructionContext;

/**
 * Told first of a session's end: the webapp's own listeners find the session scope active, also
 * where a session ends outside of a request. {@link ScopeListener} ends that.
 */
final class SessionEndListener implements HttpSessionListener {
  private final HttpSessionContext sessions;
  private final HttpSessionDestructionContext ending;
  private final FastEvent<HttpSession> beforeDestroyed;

  SessionEndListener(BeanManagerImpl manager) {
    this.sessions = manager.instance().select(HttpSessionContext.class).get();
    this.ending = manager.instance().select(HttpSessionDestructionContext.class).get();
    this.beforeDestroyed =
        FastEvent.of(HttpSession.class, manager, BeforeDestroyed.Literal.SESSION);
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    if (!sessions.isActive()) {
      ending.associate(event.getSession());
      ending.activate();
      beforeDestroyed.fire(event.getSession());
    }
  }
}
