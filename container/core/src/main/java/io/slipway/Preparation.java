package io.slipway;

import io.slipway.deploy.DeployFailure;
import io.slipway.deploy.Deployer;
import io.slipway.deploy.Deployment;
import io.slipway.deploy.DeploymentPlan;
import io.slipway.http.ThreadStrategy;
import io.slipway.pipeline.Pipeline;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.runtime.Mount;
import io.slipway.runtime.ServletEntry;
import io.slipway.session.CookieConfig;
import io.slipway.spi.ContentCoding;
import io.slipway.spi.ContentCodings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Webapps of one host, on their way to where they could take requests. Thread safe. */
final class Preparation {
  private final SlipwayBuilder settings;
  private final String host;
  private final ThreadStrategy threads;
  private final List<ContentCoding> codings;
  private final Deployer deployer;
  private final WebappList webapps;

  /**
   * @param host empty for the default host
   * @param codings beside gzip, the best first
   * @param webapps what each sees of the others
   */
  Preparation(
      SlipwayBuilder settings,
      String host,
      ThreadStrategy threads,
      List<ContentCoding> codings,
      Deployer deployer,
      WebappList webapps) {
    this.settings = settings;
    this.host = host;
    this.threads = threads;
    this.codings = codings;
    this.deployer = deployer;
    this.webapps = webapps;
  }

  /** A webapp that could take requests at once. */
  record Ready(Deployment deployment, Mount mount, DeployedWebapp deployed) {
    String contextPath() {
      return deployment.runtime().contextPath();
    }
  }

  /**
   * @throws DeploymentException if it cannot be deployed; nothing is left of it
   */
  Ready of(SlipwayBuilder.Deployable deployable) {
    long begin = System.nanoTime();
    AtomicReference<PipelineOptions> pipeline = new AtomicReference<>(settings.pipeline);
    Deployment deployment;
    try {
      deployment =
          deployer.deploy(
              plan(
                  deployable,
                  () -> Pipeline.codings(Objects.requireNonNull(pipeline.get()), codings),
                  (root, problems) ->
                      pipeline.updateAndGet(
                          server -> settings.webappPipeline.options(server, root, problems))));
    } catch (DeployFailure failure) {
      throw new DeploymentException(
          deployable.contextPath(), failure.problems(), failure.getCause());
    }
    try {
      PipelineOptions stages = Objects.requireNonNull(pipeline.get());
      CookieConfig cookie = deployment.runtime().sessionCookie();
      stages.cookies().sameSite(cookie.cookieName()).ifPresent(cookie::defaultSameSite);
      Mount mount =
          new Mount(
              deployment.runtime(),
              Pipeline.webappStages(
                  stages, codings, new ServletEntry(deployment.runtime(), threads)));
      return new Ready(
          deployment,
          mount,
          new DeployedWebapp(
              host, deployable, deployment, mount, (System.nanoTime() - begin) / 1_000_000));
    } catch (RuntimeException | Error failure) {
      deployment.stop();
      throw failure;
    }
  }

  private DeploymentPlan plan(
      SlipwayBuilder.Deployable deployable,
      Supplier<ContentCodings> forms,
      DeploymentPlan.FolderLook look) {
    WebappBuilder webapp = deployable.webapp();
    ClassLoader loader = webapp.classLoader;
    if (loader == null
        && webapp.folder == null
        && webapp.classes.isEmpty()
        && webapp.libraries.isEmpty()) {
      loader = callers();
    }
    return new DeploymentPlan(
        deployable.contextPath(),
        deployable.contextPathIsFallback(),
        webapp.folder,
        webapp.classes,
        webapp.libraries,
        loader,
        webapp.displayName,
        webapp.contextParams,
        webapp.listeners,
        webapp.features,
        look,
        webapp.initializers,
        webapp.requestOptions == null ? settings.requestOptions : webapp.requestOptions,
        forms,
        Map.of("io.slipway.webapps", webapps));
  }

  private static ClassLoader callers() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Slipway.class.getClassLoader() : context;
  }
}
