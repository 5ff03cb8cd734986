package io.slipway;

import io.slipway.deploy.DeploymentPlan;
import io.slipway.model.Problem;
import io.slipway.pipeline.Pipeline;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.runtime.ServletEntry;
import io.slipway.session.CookieConfig;
import io.slipway.spi.ContentCoding;
import io.slipway.spi.ContentCodings;
import io.undertow.server.HttpHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The stages in front of one webapp: those of the server, as the webapp's own settings change them.
 * For the thread that deploys.
 */
final class WebappFront implements DeploymentPlan.Front {
  private final WebappPipeline perWebapp;
  private final List<ContentCoding> codings;
  private PipelineOptions options;

  /**
   * @param codings beside gzip, the best first
   */
  WebappFront(SlipwayBuilder settings, List<ContentCoding> codings) {
    this.perWebapp = settings.webappPipeline;
    this.codings = codings;
    this.options = settings.pipeline;
  }

  @Override
  public void look(Path root, Consumer<Problem> problems) {
    options = perWebapp.options(options, root, problems);
  }

  @Override
  public ContentCodings codings() {
    return Pipeline.codings(options, codings);
  }

  /** The first of the stages, once the webapp is deployed; its session cookie heeds their rules. */
  HttpHandler stages(CookieConfig sessionCookie, ServletEntry last) {
    options
        .cookies()
        .sameSite(sessionCookie.cookieName())
        .ifPresent(sessionCookie::defaultSameSite);
    return Pipeline.webappStages(options, codings, last);
  }
}
