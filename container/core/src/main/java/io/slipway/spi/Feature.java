package io.slipway.spi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An optional part of the container: pages, WebSocket, CDI. Its class is named, as for {@link
 * java.util.ServiceLoader}, in {@code META-INF/services/io.slipway.spi.Feature} of the container's
 * own class loader, and has a constructor without arguments. One instance serves all webapps of a
 * container and is thread safe.
 *
 * <p>A webapp that a feature does not apply to pays nothing for it, not even the loading of a
 * class. So what the container has to know beforehand is in a file beside the class, with the same
 * name and the extension {@code .properties}. Its values are lists, separated by blanks; package
 * prefixes end with a dot:
 *
 * <dl>
 *   <dt>{@code api-packages}
 *   <dd>APIs that every webapp has from the container, never from its own {@code WEB-INF/lib}
 *   <dt>{@code implementation-packages}
 *   <dd>what code in a webapp must be able to link to, where the feature applies; a webapp's own
 *       classes of these packages come first
 *   <dt>{@code exclusive-packages}
 *   <dd>what a webapp has only from the container where the feature applies, and only from its own
 *       {@code WEB-INF/lib} where it does not. Initializers of these packages that the webapp
 *       brings are not run where the feature applies
 *   <dt>{@code copied-packages}
 *   <dd>APIs of the container of whose classes a webapp gets copies where the feature applies, so
 *       that their static fields are the webapp's own
 *   <dt>{@code wanted-by-types}
 *   <dd>class names: if a webapp has or mentions one, in its classes or as a servlet class in its
 *       descriptor, the container loads the feature and asks it whether it applies
 *   <dt>{@code wanted-by-files}
 *   <dd>ends of file names: the same happens if a webapp has such a file below {@code WEB-INF}, or
 *       below {@code META-INF} of its classes or jars. A feature without either key is asked about
 *       every webapp, unless it is {@code everywhere}
 *   <dt>{@code everywhere}
 *   <dd>{@code true}: the feature also applies to webapps that it is not asked about
 *   <dt>{@code page-servlet}
 *   <dd>the servlet class that serves pages, and a {@code jsp-file}, whose path is its init
 *       parameter {@code jspFile}
 * </dl>
 */
public interface Feature {
  /**
   * JNDI names that a webapp of this feature finds, absolute such as {@code java:comp/BeanManager},
   * each with a supplier that is asked for the value at each lookup, with the webapp's class loader
   * in context.
   */
  default Map<String, Supplier<Object>> names() {
    return Map.of();
  }

  /**
   * Whether the feature has a part in this webapp. Asked once, before the webapp's class loader is
   * made.
   */
  default boolean appliesTo(FeatureContext webapp) {
    return true;
  }

  /**
   * Begins the feature's work in a webapp, before any class of it is initialised. The webapp's
   * class loader is in context.
   *
   * @param context the webapp's; may be given attributes
   * @return null if {@link #initializers} do all there is to do
   * @throws ServletException to fail the deployment
   */
  default @Nullable WebappFeature begin(FeatureContext webapp, ServletContext context)
      throws ServletException {
    return null;
  }

  /**
   * Initializers to run before the webapp's own, which may register as those may. Called with the
   * webapp's class loader in context.
   */
  default List<ServletContainerInitializer> initializers(FeatureContext webapp) {
    return List.of();
  }

  /**
   * Called when the webapp's initializers and its context listeners have run: the last chance to
   * register something, behind everything that the webapp has registered.
   *
   * @throws ServletException to fail the deployment
   */
  default void complete(ServletContext context) throws ServletException {}
}
