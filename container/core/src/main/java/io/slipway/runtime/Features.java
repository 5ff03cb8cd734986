package io.slipway.runtime;

import io.slipway.spi.ComponentFactory;
import io.slipway.spi.RequestScope;
import io.slipway.spi.WebappFeature;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The features that take part in a webapp, in the order in which they have begun. */
final class Features {
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");

  private final String label;
  private final List<WebappFeature> begun = new ArrayList<>();
  private final List<EventListener> innermost = new ArrayList<>();
  private ComponentFactory components;
  private @Nullable RequestScope requestScope;

  /**
   * @param components how the webapp's components are made where no feature makes them
   */
  Features(String label, ComponentFactory components) {
    this.label = label;
    this.components = components;
  }

  /**
   * @throws IllegalStateException if it wants to surround requests that another surrounds
   */
  void add(WebappFeature feature) {
    begun.add(feature);
    components = feature.components(components);
    innermost.addAll(feature.innermost());
    RequestScope scope = feature.requestScope();
    if (scope != null) {
      if (requestScope != null) {
        throw new IllegalStateException("Two features want to surround the requests of " + label);
      }
      requestScope = scope;
    }
  }

  ComponentFactory components() {
    return components;
  }

  List<EventListener> innermost() {
    return innermost;
  }

  @Nullable RequestScope requestScope() {
    return requestScope;
  }

  /** The last first. Never throws. */
  void close() {
    for (int i = begun.size() - 1; i >= 0; i--) {
      WebappFeature feature = begun.get(i);
      try {
        feature.close();
      } catch (RuntimeException | Error failure) {
        LOG.errorf(failure, "%s: %s did not end cleanly", label, feature.getClass().getName());
      }
    }
    begun.clear();
  }
}
