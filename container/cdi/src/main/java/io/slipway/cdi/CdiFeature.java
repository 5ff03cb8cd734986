package io.slipway.cdi;

import io.slipway.spi.Feature;
import io.slipway.spi.FeatureContext;
import io.slipway.spi.WebappFeature;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * CDI for every webapp that has beans and brings no CDI implementation of its own. Weld is not
 * loaded before the first of them is deployed.
 */
public final class CdiFeature implements Feature {
  private static final Supplier<Object> MANAGER = () -> CDI.current().getBeanManager();

  /** The second name is the one that webapps declare for Tomcat and Jetty. */
  static final Map<String, Supplier<Object>> NAMES =
      Map.of("java:comp/BeanManager", MANAGER, "java:comp/env/BeanManager", MANAGER);

  @Override
  public Map<String, Supplier<Object>> names() {
    return NAMES;
  }

  @Override
  public boolean appliesTo(FeatureContext webapp) {
    return BeanArchives.hasBeans(webapp) && !BeanArchives.bringsImplementation(webapp);
  }

  @Override
  public WebappFeature begin(FeatureContext webapp, ServletContext context)
      throws ServletException {
    return WebappWeld.begin(webapp, context);
  }
}
