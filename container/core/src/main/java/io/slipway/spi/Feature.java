package io.slipway.spi;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An optional part of the container: pages, WebSocket, CDI. Found by {@link
 * java.util.ServiceLoader} in the container's own class loader; one instance serves all webapps of
 * a container and is thread safe. A webapp that a feature does not apply to pays nothing for it.
 */
public interface Feature {
  /** One word, for the log. */
  String name();

  /**
   * Package prefixes, each with its last dot, of the APIs that every webapp sees from the
   * container, never from its own {@code WEB-INF/lib}.
   */
  default Set<String> apiPackages() {
    return Set.of();
  }

  /**
   * Package prefixes of the implementation that code in a webapp must be able to link to, where the
   * feature applies; a webapp's own classes of these packages come first.
   */
  default Set<String> implementationPackages() {
    return Set.of();
  }

  /**
   * Package prefixes, each with its last dot, that a webapp sees from the container alone where the
   * feature applies, and from its own {@code WEB-INF/lib} alone where it does not. Initializers of
   * these packages that the webapp brings are not run where the feature applies.
   */
  default Set<String> exclusivePackages() {
    return Set.of();
  }

  /**
   * Names that a webapp of this feature finds, absolute such as {@code java:comp/BeanManager}, with
   * what finds their value at each lookup; the webapp's class loader is in context then.
   */
  default Map<String, Supplier<Object>> names() {
    return Map.of();
  }

  /** Asked once, before the class loader is made. */
  boolean appliesTo(FeatureContext webapp);

  /**
   * Begins the feature's work in a webapp, before any class of it is initialised. The webapp's
   * class loader is in context; what is thrown fails the deployment.
   *
   * @param context its class loader is the webapp's; may be given attributes
   * @return null where {@link #initializers} are all there is
   */
  default @Nullable WebappFeature begin(FeatureContext webapp, ServletContext context)
      throws ServletException {
    return null;
  }

  /**
   * Called, with the webapp's class loader in context, before the webapp's own initializers; in the
   * same registration window.
   */
  default List<ServletContainerInitializer> initializers(FeatureContext webapp) {
    return List.of();
  }

  /**
   * Called when the webapp's initializers and its context listeners have run: the last chance to
   * register something, behind everything that the webapp has registered.
   *
   * @throws ServletException fails the deployment
   */
  default void complete(ServletContext context) throws ServletException {}

  /**
   * What serves a {@code jsp-file}: a servlet class of the container that takes the page's path as
   * init parameter {@code jspFile}; null where this feature is not about pages.
   */
  default @Nullable Class<? extends Servlet> pageServlet() {
    return null;
  }
}
