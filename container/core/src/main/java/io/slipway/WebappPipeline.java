package io.slipway;

import io.slipway.model.Problem;
import io.slipway.pipeline.PipelineOptions;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Lets a webapp change the stages in front of it: reads what its {@code WEB-INF/slipway.yaml} says.
 */
@FunctionalInterface
public interface WebappPipeline {
  /**
   * The options for the webapp. Called once for each deployment, before anything of the webapp
   * runs.
   *
   * @param server the options of the server, which hold where the webapp says nothing
   * @param root the webapp's folder, a WAR's once it is unpacked
   * @param problems an error among them ends the deployment
   */
  PipelineOptions options(PipelineOptions server, Path root, Consumer<Problem> problems);
}
