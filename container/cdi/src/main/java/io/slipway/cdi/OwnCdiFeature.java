package io.slipway.cdi;

import io.slipway.spi.ComponentFactory;
import io.slipway.spi.Feature;
import io.slipway.spi.FeatureContext;
import io.slipway.spi.WebappFeature;
import jakarta.servlet.ServletContext;

/**
 * For webapps that bring a CDI implementation, such as Weld or OpenWebBeans: that is alone with the
 * webapp, and the container asks it to inject into servlets, filters and listeners.
 */
public final class OwnCdiFeature implements Feature {
  /** What Jetty tells an implementation that it need not look for a way into the container. */
  private static final String INTEGRATION = "org.eclipse.jetty.cdi";

  private static final String BY_THE_CONTAINER = "CdiSpiDecorator";

  @Override
  public boolean appliesTo(FeatureContext webapp) {
    return BeanArchives.bringsImplementation(webapp);
  }

  @Override
  public WebappFeature begin(FeatureContext webapp, ServletContext context) {
    context.setAttribute(INTEGRATION, BY_THE_CONTAINER);
    ClassLoader loader = context.getClassLoader();
    return new WebappFeature() {
      @Override
      public ComponentFactory components(ComponentFactory otherwise) {
        return new OwnCdiComponents(loader, otherwise);
      }

      @Override
      public void close() {
        // the implementation ends with its own listener
      }
    };
  }
}
