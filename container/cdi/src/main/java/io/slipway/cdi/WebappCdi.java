package io.slipway.cdi;

import io.slipway.spi.CallScope;
import io.slipway.spi.ComponentFactory;
import io.slipway.spi.RequestScope;
import io.slipway.spi.WebappFeature;
import jakarta.servlet.ServletContext;
import java.util.EventListener;
import java.util.List;
import org.jboss.weld.bean.builtin.BeanManagerProxy;
import org.jboss.weld.manager.BeanManagerImpl;

/** A Weld container's part in one webapp: what it injects into, and its scopes around requests. */
final class WebappCdi implements WebappFeature {
  /** Where portable code looks for the bean manager of a webapp. */
  private static final List<String> ATTRIBUTES =
      List.of(
          "jakarta.enterprise.inject.spi.BeanManager",
          "org.jboss.weld.environment.servlet.jakarta.enterprise.inject.spi.BeanManager");

  private final ClassLoader loader;
  private final BeanManagerImpl manager;
  private final CurrentCdi current;
  private final HttpScopes scopes;
  private final ScopeListener listener;
  private final Runnable end;

  /**
   * @param own whether the container begins and ends with the webapp
   * @param end run once, when the webapp has ended
   */
  WebappCdi(ServletContext context, CurrentCdi current, boolean own, Runnable end) {
    this.loader = context.getClassLoader();
    this.manager = current.manager();
    this.current = current;
    this.scopes = new HttpScopes(manager);
    this.listener = new ScopeListener(manager, own);
    this.end = end;
    BeanManagerProxy shown = new BeanManagerProxy(manager);
    ATTRIBUTES.forEach(name -> context.setAttribute(name, shown));
    context.setAttribute(CallScope.class.getName(), new EndpointScope(manager));
  }

  @Override
  public ComponentFactory components(ComponentFactory otherwise) {
    InjectedComponents components = new InjectedComponents(manager, loader, otherwise);
    current.sockets().use(components);
    return components;
  }

  @Override
  public List<EventListener> outermost() {
    return List.of(listener);
  }

  @Override
  public List<EventListener> innermost() {
    return List.of(new SessionEndListener(manager));
  }

  @Override
  public RequestScope requestScope() {
    return scopes;
  }

  @Override
  public void close() {
    end.run();
  }
}
