package io.slipway;

import io.slipway.deploy.DeployFailure;
import io.slipway.deploy.Deployer;
import io.slipway.deploy.Deployment;
import io.slipway.deploy.DeploymentPlan;
import io.slipway.runtime.ContextOptions;
import io.slipway.runtime.Mount;
import io.slipway.runtime.ServletEntry;
import io.slipway.runtime.WebappRuntime;
import java.util.Map;

/** Deploys webapps of one host up to the point where they could take requests. Thread safe. */
final class Preparation {
  private final VirtualHost.Shared shared;
  private final String host;
  private final Deployer deployer;
  private final WebappList webapps;

  /**
   * @param host empty for the default host
   * @param webapps what each sees of the others
   */
  Preparation(VirtualHost.Shared shared, String host, Deployer deployer, WebappList webapps) {
    this.shared = shared;
    this.host = host;
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
    WebappFront front = new WebappFront(shared.settings(), shared.codings());
    Deployment deployment;
    try {
      deployment = deployer.deploy(plan(deployable, front));
    } catch (DeployFailure failure) {
      throw new DeploymentException(
          deployable.contextPath(), failure.problems(), failure.getCause());
    }
    try {
      WebappRuntime runtime = deployment.runtime();
      Mount mount =
          new Mount(
              runtime,
              front.stages(runtime.sessionCookie(), new ServletEntry(runtime, shared.threads())));
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

  private DeploymentPlan plan(SlipwayBuilder.Deployable deployable, WebappFront front) {
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
        new DeploymentPlan.Content(webapp.folder, webapp.classes, webapp.libraries, loader),
        new ContextOptions(
            webapp.displayName,
            webapp.contextParams,
            Map.of("io.slipway.webapps", webapps),
            webapp.requestOptions == null
                ? shared.settings().requestOptions
                : webapp.requestOptions),
        webapp.features,
        webapp.listeners,
        webapp.initializers,
        front);
  }

  private static ClassLoader callers() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Slipway.class.getClassLoader() : context;
  }
}
