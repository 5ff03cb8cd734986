package io.slipway;

import io.slipway.model.Problem;
import io.slipway.pipeline.PipelineOptions;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What stands in front of one webapp, where it may say so itself: how {@code WEB-INF/slipway.yaml}
 * is read.
 */
@FunctionalInterface
public interface WebappPipeline {
  /**
   * The options for the webapp. Called once for each deployment, before anything of the webapp
   * runs.
   *
   * @param server what holds where the webapp says nothing
   * @param root the webapp's folder, a WAR's once it is unpacked
   * @param problems an error among them ends the deployment
   */
  PipelineOptions options(PipelineOptions server, Path root, Consumer<Problem> problems);
}
