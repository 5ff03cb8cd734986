package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.model.WebApp;
import io.slipway.spi.FeatureContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What features ask of a webapp before it has a loader. */
record WebappFeatureContext(WebApp model, ClassIndex index, @Nullable Path root, List<Path> classes)
    implements FeatureContext {
  @Override
  public boolean hasClass(String name) {
    return index.containerOf(name).isPresent();
  }

  @Override
  public boolean hasFile(String path) {
    return root != null && Files.exists(root.resolve(path.substring(1)));
  }
}
