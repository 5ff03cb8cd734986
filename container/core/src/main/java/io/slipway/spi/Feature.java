package io.slipway.spi;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An optional part of the container: pages, WebSocket, CDI. Found by {@link java.util.ServiceLoader} in the container's own class
 * loader; one instance serves all webapps of a container and is thread safe. A webapp that a feature does not apply to pays nothing for
 * it.
 */
public interface Feature {
  /** One word, for the log. */
  String name();

  /**
   * Package prefixes, each with its last dot, of the APIs that every webapp sees from the container, never from its own {@code
   * WEB-INF/lib}.
   */
  default Set<String> apiPackages() {
    return Set.of();
  }

  /**
   * Package prefixes of the implementation that code in a webapp must be able to link to, where the feature applies; a webapp's own
   * classes of these packages come first.
   */
  default Set<String> implementationPackages() {
    return Set.of();
  }

  /** Asked once, before the class loader is made. */
  boolean appliesTo(FeatureContext webapp);

  /** Called, with the webapp's class loader in context, before the webapp's own initializers; in the same registration window. */
  default List<ServletContainerInitializer> initializers(FeatureContext webapp) {
    return List.of();
  }

  /**
   * What serves a {@code jsp-file}: a servlet class of the container that takes the page's path as init parameter {@code jspFile}; null
   * where this feature is not about pages.
   */
  default @Nullable Class<? extends Servlet> pageServlet() {
    return null;
  }
}
