package io.slipway.cdi;

import io.slipway.spi.CallScope;
import io.slipway.spi.ComponentFactory;
import io.slipway.spi.FeatureContext;
import io.slipway.spi.RequestScope;
import io.slipway.spi.WebappFeature;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.EventListener;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.jboss.logging.Logger;
import org.jboss.weld.Container;
import org.jboss.weld.bean.builtin.BeanManagerProxy;
import org.jboss.weld.bootstrap.WeldBootstrap;
import org.jboss.weld.bootstrap.api.Environments;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.servlet.HttpContextLifecycle;
import org.jboss.weld.servlet.spi.helpers.AcceptingHttpContextActivationFilter;

/** The Weld container of one webapp, from its start to its shutdown. */
final class WebappCdi implements WebappFeature {
  private static final Logger LOG = Logger.getLogger("io.slipway.cdi");

  /** Where portable code looks for the bean manager of a webapp. */
  private static final List<String> ATTRIBUTES =
      List.of(
          "jakarta.enterprise.inject.spi.BeanManager",
          "org.jboss.weld.environment.servlet.jakarta.enterprise.inject.spi.BeanManager");

  private final WeldBootstrap bootstrap;
  private final WebappContainers.Registration registration;
  private final ClassLoader loader;
  private final BeanManagerImpl manager;
  private final CurrentCdi current;
  private final HttpScopes scopes;
  private final ScopeListener listener;

  private WebappCdi(
      WeldBootstrap bootstrap,
      WebappContainers.Registration registration,
      ClassLoader loader,
      BeanManagerImpl manager,
      CurrentCdi current) {
    this.bootstrap = bootstrap;
    this.registration = registration;
    this.loader = loader;
    this.manager = manager;
    this.current = current;
    this.scopes = new HttpScopes(manager);
    this.listener =
        new ScopeListener(
            manager,
            new HttpContextLifecycle(
                manager, AcceptingHttpContextActivationFilter.INSTANCE, false, false, true, false));
  }

  static WebappCdi begin(FeatureContext webapp, ServletContext context) throws ServletException {
    WebappContainers.Registration registration = WebappContainers.reserve(context.getContextPath());
    WeldBootstrap bootstrap = new WeldBootstrap();
    boolean started = false;
    try {
      ClassLoader loader = context.getClassLoader();
      WebappDeployment deployment =
          WebappDeployment.of(webapp, loader, bootstrap, registration.id());
      bootstrap.startContainer(registration.id(), Environments.SERVLET, deployment);
      started = true;
      bootstrap.startInitialization();
      BeanManagerImpl manager =
          BeanManagerProxy.unwrap(bootstrap.getManager(deployment.webappArchive()));
      // extensions may ask for CDI.current() from AfterDeploymentValidation on
      CurrentCdi current = new CurrentCdi(Container.instance(registration.id()), manager);
      registration.publish(loader, current);
      bootstrap.deployBeans();
      bootstrap.validateBeans();
      bootstrap.endInitialization();
      BeanManagerProxy shown = new BeanManagerProxy(manager);
      ATTRIBUTES.forEach(name -> context.setAttribute(name, shown));
      context.setAttribute(CallScope.class.getName(), new EndpointScope(manager));
      return new WebappCdi(bootstrap, registration, loader, manager, current);
    } catch (RuntimeException | LinkageError | ServiceConfigurationError failure) {
      if (started) {
        shutdown(bootstrap, registration);
      }
      registration.close();
      throw new ServletException("CDI cannot start: " + failure.getMessage(), failure);
    }
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
    try {
      shutdown(bootstrap, registration);
    } finally {
      registration.close();
    }
  }

  private static void shutdown(
      WeldBootstrap bootstrap, WebappContainers.Registration registration) {
    try {
      bootstrap.shutdown();
    } catch (RuntimeException | LinkageError failure) {
      LOG.errorf(failure, "CDI container %s did not end cleanly", registration.id());
    }
  }
}
