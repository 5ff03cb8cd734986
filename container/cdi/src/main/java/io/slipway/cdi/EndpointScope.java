package io.slipway.cdi;

import io.slipway.spi.CallScope;
import jakarta.enterprise.context.RequestScoped;
import org.jboss.weld.context.RequestContext;
import org.jboss.weld.context.unbound.UnboundLiteral;
import org.jboss.weld.manager.BeanManagerImpl;

/**
 * A request scope of its own for each call of a WebSocket endpoint; a call within an HTTP request
 * is in the scope of that.
 */
final class EndpointScope implements CallScope {
  private final BeanManagerImpl manager;
  private final RequestContext requests;

  EndpointScope(BeanManagerImpl manager) {
    this.manager = manager;
    this.requests = manager.instance().select(RequestContext.class, UnboundLiteral.INSTANCE).get();
  }

  @Override
  public void around(Runnable call) {
    if (manager.isContextActive(RequestScoped.class)) {
      call.run();
      return;
    }
    requests.activate();
    try {
      call.run();
    } finally {
      requests.invalidate();
      requests.deactivate();
    }
  }
}
