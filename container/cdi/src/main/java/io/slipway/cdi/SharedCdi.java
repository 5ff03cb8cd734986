package io.slipway.cdi;

import io.slipway.spi.Feature;
import io.slipway.spi.FeatureContext;
import io.slipway.spi.WebappFeature;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.weld.Container;
import org.jboss.weld.bean.builtin.BeanManagerProxy;
import org.jboss.weld.manager.BeanManagerImpl;

/**
 * The CDI container of an embedding application, such as one of Weld SE, for a webapp that is put
 * together by code:
 *
 * <pre>{@code
 * WeldContainer weld = new Weld().initialize();
 * Slipway.builder().webapp("/", app -> app.feature(SharedCdi.of(weld.getBeanManager()))
 *     .servlet(Hello.class, "/hello"));
 * }</pre>
 *
 * <p>It injects into the servlets, filters, listeners and WebSocket endpoints that the webapp names
 * by class. Its request, session and conversation scopes are those of the webapp's requests, on
 * whatever thread they run, and {@code HttpServletRequest} and {@code HttpSession} can be injected.
 * It begins before the webapp and ends after it, by the hand of its owner, and may serve several
 * webapps at once.
 *
 * <p>Limits: the application scope is the container's own, so a webapp's begin and end are no
 * events of it, and no {@code ServletContext} can be injected: {@code
 * HttpServletRequest.getServletContext} has it. Session-scoped beans outlive a restart only where
 * the container always has the same id, as in {@code new Weld("shop")}. A webapp that has beans of
 * its own gets a container of its own, and none of this.
 */
public final class SharedCdi implements Feature {
  private final BeanManagerImpl manager;

  private SharedCdi(BeanManagerImpl manager) {
    this.manager = manager;
  }

  /**
   * @param manager of a container that runs until the webapp has ended
   * @throws IllegalArgumentException if the container is not Weld, or not the Weld whose classes
   *     this module sees
   */
  public static SharedCdi of(BeanManager manager) {
    BeanManager bare = manager instanceof BeanManagerProxy proxy ? proxy.delegate() : manager;
    if (bare instanceof BeanManagerImpl weld) {
      return new SharedCdi(weld);
    }
    throw new IllegalArgumentException(bare.getClass().getName() + " is not Weld's");
  }

  @Override
  public Map<String, Supplier<Object>> names() {
    return CdiFeature.NAMES;
  }

  /**
   * @throws ServletException if the webapp has beans of its own, or sees another CDI than the
   *     embedding application
   */
  @Override
  public WebappFeature begin(FeatureContext webapp, ServletContext context)
      throws ServletException {
    if (BeanArchives.hasBeans(webapp)) {
      throw new ServletException(
          "A webapp with beans of its own cannot share the container of another application");
    }
    ClassLoader loader = context.getClassLoader();
    if (!seesOurApi(loader)) {
      throw new ServletException(
          "To share a CDI container, a webapp has to be of classes of the embedding application:"
              + " without a folder, or with classLoader()");
    }
    CurrentCdi current = new CurrentCdi(Container.instance(manager), manager);
    WebappContainers.Registration registration = WebappContainers.shared(manager.getContextId());
    WebappCdi cdi = new WebappCdi(context, current, false, registration::close);
    registration.publish(loader, current);
    return cdi;
  }

  private static boolean seesOurApi(ClassLoader loader) {
    try {
      return loader.loadClass(BeanManager.class.getName()) == BeanManager.class;
    } catch (ClassNotFoundException no) {
      return false;
    }
  }
}
