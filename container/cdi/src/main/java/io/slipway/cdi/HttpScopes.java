package io.slipway.cdi;

import io.slipway.spi.RequestScope;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jboss.logging.Logger;
import org.jboss.weld.context.BoundContext;
import org.jboss.weld.context.http.HttpRequestContext;
import org.jboss.weld.context.http.HttpSessionContext;
import org.jboss.weld.event.FastEvent;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.context.http.HttpSessionDestructionContext;
import org.jboss.weld.module.web.servlet.HttpContextLifecycle;
import org.jboss.weld.module.web.servlet.SessionHolder;

/**
 * The request, session and conversation scopes around a request. They begin and end once for each
 * request, whatever it is dispatched to and however often it is asynchronous; in between they go
 * with it from thread to thread. Weld keeps the instances in attributes of request and session, and
 * what a thread has of them in thread locals. The request that is injected is such an instance,
 * made once: it has to show each dispatch by itself.
 *
 * <p>Weld's own listener ends the request scope with the first thread that a request leaves, and
 * does not begin it on the next.
 */
final class HttpScopes implements RequestScope {
  private static final Logger LOG = Logger.getLogger("io.slipway.cdi");

  /**
   * Where {@link HttpContextLifecycle#sessionDestroyed} leaves a session that ended within a
   * request.
   */
  private static final String ENDED_SESSION = "org.jboss.weld." + HttpSession.class.getName();

  private final HttpRequestContext requests;
  private final HttpSessionContext sessions;
  private final HttpSessionDestructionContext endingSessions;
  private final Conversations conversations;
  private final FastEvent<HttpServletRequest> initialized;
  private final FastEvent<HttpServletRequest> beforeDestroyed;
  private final FastEvent<HttpServletRequest> destroyed;
  private final FastEvent<HttpSession> sessionBeforeDestroyed;
  private final FastEvent<HttpSession> sessionDestroyed;

  HttpScopes(BeanManagerImpl manager) {
    this.requests = manager.instance().select(HttpRequestContext.class).get();
    this.sessions = manager.instance().select(HttpSessionContext.class).get();
    this.endingSessions = manager.instance().select(HttpSessionDestructionContext.class).get();
    this.conversations = new Conversations(manager);
    this.initialized = FastEvent.of(HttpServletRequest.class, manager, Initialized.Literal.REQUEST);
    this.beforeDestroyed =
        FastEvent.of(HttpServletRequest.class, manager, BeforeDestroyed.Literal.REQUEST);
    this.destroyed = FastEvent.of(HttpServletRequest.class, manager, Destroyed.Literal.REQUEST);
    this.sessionBeforeDestroyed =
        FastEvent.of(HttpSession.class, manager, BeforeDestroyed.Literal.SESSION);
    this.sessionDestroyed = FastEvent.of(HttpSession.class, manager, Destroyed.Literal.SESSION);
  }

  @Override
  public void begin(HttpServletRequest request, HttpServletRequest current) {
    if (endingSessions.isActive()) {
      // getSession may end an expired session within the thread's last request, after its scopes
      // had ended
      endingSessions.deactivate();
    }
    try {
      attach(request, current);
      conversations.begin(request);
      initialized.fire(request);
    } catch (RuntimeException | Error failure) {
      try {
        end(request);
      } catch (RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  private void attach(HttpServletRequest request, HttpServletRequest current) {
    SessionHolder.requestInitialized(request);
    requests.associate(current);
    sessions.associate(request);
    requests.activate();
    sessions.activate();
  }

  @Override
  public void suspend(HttpServletRequest request) {
    if (!requests.isActive()) {
      return;
    }
    try {
      conversations.suspend(request);
      // has Weld look into the request's attributes when the next thread has it
      request.setAttribute(HttpContextLifecycle.ASYNC_STARTED_ATTR_NAME, Boolean.TRUE);
      deactivateSession(request);
      requests.deactivate();
    } finally {
      detach(request);
    }
  }

  @Override
  public void resume(HttpServletRequest request, HttpServletRequest current) {
    if (!requests.isActive()) {
      attach(request, current);
      conversations.resume(request);
    }
  }

  @Override
  public void end(HttpServletRequest request) {
    try {
      conversations.end(request);
      if (requests.isActive()) {
        beforeDestroyed.fire(request);
        requests.invalidate();
        requests.deactivate();
        destroyed.fire(request);
      }
      deactivateSession(request);
    } finally {
      detach(request);
    }
  }

  /**
   * The beans of a session that has ended within the request end here, with the events that tell of
   * it.
   */
  private void deactivateSession(HttpServletRequest request) {
    if (!sessions.isActive()) {
      return;
    }
    Object ended = request.getAttribute(ENDED_SESSION);
    if (ended instanceof HttpSession session) {
      request.removeAttribute(ENDED_SESSION);
      sessionBeforeDestroyed.fire(session);
      sessions.deactivate();
      sessionDestroyed.fire(session);
    } else {
      sessions.deactivate();
    }
  }

  /** Takes everything of the request from the thread, whatever of it is there. */
  private void detach(HttpServletRequest request) {
    dissociate(requests, request);
    dissociate(sessions, request);
    SessionHolder.clear();
  }

  private static void dissociate(
      BoundContext<HttpServletRequest> scope, HttpServletRequest request) {
    try {
      scope.dissociate(request);
    } catch (RuntimeException failure) {
      LOG.debugf(failure, "A scope could not be taken from a thread");
    }
  }
}
