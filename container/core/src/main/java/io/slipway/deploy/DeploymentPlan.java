package io.slipway.deploy;

import io.slipway.model.Problem;
import io.slipway.runtime.ContextOptions;
import io.slipway.spi.ContentCodings;
import io.slipway.spi.Feature;
import jakarta.servlet.ServletContainerInitializer;
import java.nio.file.Path;
import java.util.EventListener;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One webapp to deploy.
 *
 * @param contextPath empty for the root context
 * @param fallback whether the webapp's own {@code default-context-path} comes before {@code
 *     contextPath}
 * @param features of this webapp alone, after those of the container
 * @param listeners count as declared
 * @param initializers run after those that the specification has found; told of no classes
 * @param front what will stand in front of the webapp
 */
public record DeploymentPlan(
    String contextPath,
    boolean fallback,
    Content content,
    ContextOptions context,
    List<Feature> features,
    List<EventListener> listeners,
    List<ServletContainerInitializer> initializers,
    Front front) {
  /**
   * The files and classes of a webapp.
   *
   * @param root a folder or WAR; null for a webapp of code alone
   * @param classes further folders of classes
   * @param libraries further jars
   * @param classLoader instead of one of the webapp's own; belongs to the caller
   */
  public record Content(
      @Nullable Path root,
      List<Path> classes,
      List<Path> libraries,
      @Nullable ClassLoader classLoader) {
    public Content {
      classes = List.copyOf(classes);
      libraries = List.copyOf(libraries);
    }
  }

  /** What stands in front of a webapp, where the webapp has a word in it. */
  public interface Front {
    /**
     * Called before anything else of the webapp is read, and not for one without a folder.
     *
     * @param root the webapp's folder, a WAR's once it is unpacked
     * @param problems an error among them rejects the webapp
     */
    void look(Path root, Consumer<Problem> problems);

    /** What the compression does; asked after {@link #look}. */
    ContentCodings codings();
  }

  public DeploymentPlan {
    features = List.copyOf(features);
    listeners = List.copyOf(listeners);
    initializers = List.copyOf(initializers);
  }
}
