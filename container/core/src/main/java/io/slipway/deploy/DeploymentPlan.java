package io.slipway.deploy;

import io.slipway.http.RequestOptions;
import io.slipway.model.Problem;
import io.slipway.spi.ContentCodings;
import io.slipway.spi.Feature;
import jakarta.servlet.ServletContainerInitializer;
import java.nio.file.Path;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One webapp to deploy.
 *
 * @param contextPath empty for the root context
 * @param fallback whether the webapp's own {@code default-context-path} comes before {@code
 *     contextPath}
 * @param root a folder or WAR; null for a webapp of code alone
 * @param classes further folders of classes
 * @param libraries further jars
 * @param classLoader instead of one of the webapp's own; belongs to the caller
 * @param displayName null for that of the descriptor
 * @param contextParams over those of the descriptor
 * @param listeners count as declared
 * @param features of this webapp alone, after those of the container
 * @param look asked before anything of the webapp is read; an error that it reports rejects the
 *     webapp
 * @param codings what the compression in front of the webapp does; asked after {@code look}
 * @param initializers run after those that the specification has found; told of no classes
 */
public record DeploymentPlan(
    String contextPath,
    boolean fallback,
    @Nullable Path root,
    List<Path> classes,
    List<Path> libraries,
    @Nullable ClassLoader classLoader,
    @Nullable String displayName,
    Map<String, String> contextParams,
    List<EventListener> listeners,
    List<Feature> features,
    FolderLook look,
    List<ServletContainerInitializer> initializers,
    RequestOptions options,
    Supplier<ContentCodings> codings,
    Map<String, Object> attributes) {
  /** Looks at a webapp's folder, a WAR's once it is unpacked. */
  @FunctionalInterface
  public interface FolderLook {
    void at(Path root, Consumer<Problem> problems);
  }

  public DeploymentPlan {
    classes = List.copyOf(classes);
    libraries = List.copyOf(libraries);
    contextParams = Map.copyOf(contextParams);
    listeners = List.copyOf(listeners);
    features = List.copyOf(features);
    initializers = List.copyOf(initializers);
    attributes = Map.copyOf(attributes);
  }
}
