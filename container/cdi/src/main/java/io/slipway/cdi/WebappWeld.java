package io.slipway.cdi;

import io.slipway.spi.FeatureContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import org.jboss.logging.Logger;
import org.jboss.weld.Container;
import org.jboss.weld.bean.builtin.BeanManagerProxy;
import org.jboss.weld.bootstrap.WeldBootstrap;
import org.jboss.weld.bootstrap.api.Environments;
import org.jboss.weld.manager.BeanManagerImpl;

/** The Weld container that is made for one webapp with beans, from its start to its shutdown. */
final class WebappWeld {
  private static final Logger LOG = Logger.getLogger("io.slipway.cdi");

  private final WeldBootstrap bootstrap = new WeldBootstrap();
  private final WebappContainers.Registration registration;
  private boolean started;

  private WebappWeld(WebappContainers.Registration registration) {
    this.registration = registration;
  }

  static WebappCdi begin(FeatureContext webapp, ServletContext context) throws ServletException {
    WebappWeld weld = new WebappWeld(WebappContainers.reserve(context.getContextPath()));
    try {
      CurrentCdi current = weld.start(webapp, context.getClassLoader());
      return new WebappCdi(context, current, true, weld::end);
    } catch (RuntimeException | Error failure) {
      weld.end();
      throw new ServletException("CDI cannot start: " + reason(failure), failure);
    }
  }

  /** What extensions throw, Weld wraps without a message. */
  private static String reason(Throwable failure) {
    if (failure.getMessage() != null) {
      return failure.getMessage();
    }
    Throwable telling = failure;
    while (telling.getMessage() == null && telling.getCause() != null) {
      telling = telling.getCause();
    }
    return telling.toString();
  }

  private CurrentCdi start(FeatureContext webapp, ClassLoader loader) {
    String id = registration.id();
    WebappDeployment deployment = WebappDeployment.of(webapp, loader, bootstrap, id);
    bootstrap.startContainer(id, Environments.SERVLET, deployment);
    started = true;
    bootstrap.startInitialization();
    BeanManagerImpl manager =
        BeanManagerProxy.unwrap(bootstrap.getManager(deployment.webappArchive()));
    // extensions may ask for CDI.current() from AfterDeploymentValidation on
    CurrentCdi current = new CurrentCdi(Container.instance(id), manager);
    registration.publish(loader, current);
    bootstrap.deployBeans();
    bootstrap.validateBeans();
    bootstrap.endInitialization();
    return current;
  }

  private void end() {
    try {
      if (started) {
        bootstrap.shutdown();
      }
    } catch (RuntimeException | Error failure) {
      LOG.errorf(failure, "CDI container %s did not end cleanly", registration.id());
    } finally {
      registration.close();
    }
  }
}
