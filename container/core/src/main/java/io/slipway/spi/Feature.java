package io.slipway.spi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An optional part of the container: pages, WebSocket, CDI. Named, as for {@link
 * java.util.ServiceLoader}, in {@code META-INF/services/io.slipway.spi.Feature} of the container's
 * own class loader; has a constructor without arguments; one instance serves all webapps of a
 * container and is thread safe.
 *
 * <p>A webapp that a feature does not apply to pays nothing for it, not even the loading of a
 * class. So what the container has to know before stands beside the class, in a text of the same
 * name that ends with {@code .properties}. Its values are lists, separated by blanks; package
 * prefixes end with a dot:
 *
 * <dl>
 *   <dt>{@code api-packages}
 *   <dd>of the APIs that every webapp sees from the container, never from its own {@code
 *       WEB-INF/lib}
 *   <dt>{@code implementation-packages}
 *   <dd>what code in a webapp must be able to link to, where the feature applies; a webapp's own
 *       classes of these packages come first
 *   <dt>{@code exclusive-packages}
 *   <dd>what a webapp sees from the container alone where the feature applies, and from its own
 *       {@code WEB-INF/lib} alone where it does not. Initializers of these packages that the webapp
 *       brings are not run where the feature applies
 *   <dt>{@code copied-packages}
 *   <dd>of APIs of the container whose classes a webapp gets as its own where the feature applies:
 *       what is static in them is then the webapp's own
 *   <dt>{@code wanted-by-types}
 *   <dd>class names: a webapp that has or mentions one, in its classes or as that of a servlet in
 *       its descriptor, makes the container load the feature and ask it
 *   <dt>{@code wanted-by-files}
 *   <dd>ends of file names: so does a webapp with such a file below {@code WEB-INF}, or below
 *       {@code META-INF} of its classes or jars. A feature without either is asked for every
 *       webapp, unless it is everywhere
 *   <dt>{@code everywhere}
 *   <dd>{@code true}: the feature applies to webapps that do not make the container ask it, too
 *   <dt>{@code page-servlet}
 *   <dd>the servlet class that serves pages, and a {@code jsp-file}, whose path is its init
 *       parameter {@code jspFile}
 * </dl>
 */
public interface Feature {
  /**
   * Names that a webapp of this feature finds, absolute such as {@code java:comp/BeanManager}, with
   * what finds their value at each lookup; the webapp's class loader is in context then.
   */
  default Map<String, Supplier<Object>> names() {
    return Map.of();
  }

  /** Asked once, before the class loader is made. */
  default boolean appliesTo(FeatureContext webapp) {
    return true;
  }

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
}
