package io.slipway;

import io.slipway.deploy.DeployFailure;
import io.slipway.deploy.Deployer;
import io.slipway.deploy.Deployment;
import io.slipway.deploy.DeploymentPlan;
import io.slipway.http.ThreadStrategy;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.pipeline.Pipeline;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.runtime.ContextRouter;
import io.slipway.runtime.Host;
import io.slipway.runtime.Mount;
import io.slipway.runtime.ServletEntry;
import io.slipway.runtime.WebappRuntime;
import io.slipway.session.CookieConfig;
import io.slipway.spi.ContentCoding;
import io.slipway.spi.ContentCodings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The webapps that are served under one host's names, and how they come and go. Thread safe. */
final class VirtualHost implements Host {
  private static final Logger LOG = Logger.getLogger("io.slipway");

  private final SlipwayBuilder settings;
  private final String name;
  private final ContextRouter router;
  private final ThreadStrategy threads;
  private final List<ContentCoding> codings;
  private final BooleanSupplier draining;
  private final Consumer<Mount> leaving;
  private final Deployer deployer;

  /** Held while webapps come and go, never while requests are served. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, DeployedWebapp> webapps = new TreeMap<>();

  /** The same to read without the lock: a webapp may ask while another is being deployed. */
  private volatile List<DeployedWebapp> known = List.of();

  private boolean closed;

  /**
   * @param name empty for the default host
   * @param codings beside gzip, the best first
   * @param draining whether the container is about to end
   * @param leaving called with a webapp that takes no requests any more, before it is stopped
   * @param deployer makes the one that deploys for this host
   */
  VirtualHost(
      SlipwayBuilder settings,
      String name,
      ContextRouter router,
      ThreadStrategy threads,
      List<ContentCoding> codings,
      BooleanSupplier draining,
      Consumer<Mount> leaving,
      Function<Host, Deployer> deployer) {
    this.settings = settings;
    this.name = name;
    this.router = router;
    this.threads = threads;
    this.codings = codings;
    this.draining = draining;
    this.leaving = leaving;
    this.deployer = deployer.apply(this);
  }

  // what webapps see of the container

  @Override
  public String serverInfo() {
    String version = Slipway.class.getPackage().getImplementationVersion();
    return version == null ? "Slipway" : "Slipway/" + version;
  }

  @Override
  public String virtualServerName() {
    return name.isEmpty() ? settings.bind : name;
  }

  @Override
  public boolean crossContext() {
    return settings.crossContext;
  }

  @Override
  public boolean draining() {
    return draining.getAsBoolean();
  }

  @Override
  public @Nullable WebappRuntime webappFor(String path) {
    Mount mount = router.find(path);
    return mount == null ? null : mount.webapp();
  }

  @Override
  public Collection<WebappRuntime> webapps() {
    return router.mounts().stream().map(Mount::webapp).toList();
  }

  /** A copy, by context path. */
  List<DeployedWebapp> known() {
    return known;
  }

  /**
   * Deploys at the start: a failure is noted and, where the container shall go on, logged and kept
   * among the webapps.
   */
  void deployFirst(SlipwayBuilder.Deployable deployable, List<DeploymentException> failures) {
    long begin = System.nanoTime();
    try {
      deploy(deployable);
    } catch (DeploymentException failure) {
      failures.add(failure);
      if (!settings.keepGoing) {
        return; // the others are tried all the same, so that everything wrong is known at once
      }
      LOG.error(failure.getMessage(), failure.getCause());
      lock.lock();
      try {
        if (!webapps.containsKey(failure.contextPath())) {
          note(
              failure.contextPath(),
              DeployedWebapp.failed(name, failure, (System.nanoTime() - begin) / 1_000_000));
        }
      } finally {
        lock.unlock();
      }
    }
  }

  Webapp deploy(SlipwayBuilder.Deployable deployable) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("The container has been closed");
      }
      refuseTaken(deployable.contextPath(), !deployable.contextPathIsFallback());
      return deployNow(deployable);
    } finally {
      lock.unlock();
    }
  }

  private void refuseTaken(String contextPath, boolean certain) {
    DeployedWebapp there = certain ? webapps.get(contextPath) : null;
    if (there != null && there.state() != Webapp.State.FAILED) {
      throw new DeploymentException(
          contextPath,
          List.of(
              Problem.error(
                  "context-path-taken",
                  Origin.of(contextPath.isEmpty() ? "/" : contextPath),
                  "another webapp, " + there.displayName() + ", runs at this context path",
                  "undeploy it first, or choose another context path")));
    }
  }

  private Webapp deployNow(SlipwayBuilder.Deployable deployable) {
    long begin = System.nanoTime();
    AtomicReference<PipelineOptions> pipeline =
        new AtomicReference<>(
            settings.pipeline == null ? PipelineOptions.DEFAULT : settings.pipeline);
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
    String contextPath = deployment.runtime().contextPath();
    try {
      refuseTaken(contextPath, true);
      PipelineOptions stages = Objects.requireNonNull(pipeline.get());
      CookieConfig cookie = deployment.runtime().sessionCookie();
      stages.cookies().sameSite(cookie.cookieName()).ifPresent(cookie::defaultSameSite);
      Mount mount =
          new Mount(
              deployment.runtime(),
              Pipeline.webappStages(
                  stages, codings, new ServletEntry(deployment.runtime(), threads)));
      DeployedWebapp deployed =
          DeployedWebapp.running(name, deployment, mount, (System.nanoTime() - begin) / 1_000_000);
      note(contextPath, deployed);
      router.mount(mount);
      return deployed;
    } catch (RuntimeException failure) {
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
        look,
        webapp.steps,
        webapp.requestOptions == null ? settings.requestOptions : webapp.requestOptions,
        forms,
        Map.of("io.slipway.webapps", new WebappList(this::summaries)));
  }

  private static ClassLoader callers() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Slipway.class.getClassLoader() : context;
  }

  private List<Map<String, String>> summaries() {
    return known.stream().map(DeployedWebapp::summary).toList();
  }

  private void note(String contextPath, @Nullable DeployedWebapp webapp) {
    if (webapp == null) {
      webapps.remove(contextPath);
    } else {
      webapps.put(contextPath, webapp);
    }
    known = List.copyOf(webapps.values());
  }

  /**
   * @throws IllegalArgumentException if there is none at this path
   */
  void undeploy(String contextPath, long drainNanos) {
    lock.lock();
    try {
      DeployedWebapp webapp = webapps.get(contextPath);
      if (webapp == null) {
        throw new IllegalArgumentException("There is no webapp at \"" + contextPath + "\"");
      }
      end(webapp, drainNanos);
      note(contextPath, null);
    } finally {
      lock.unlock();
    }
  }

  private void end(DeployedWebapp webapp, long drainNanos) {
    Mount mount = webapp.mount();
    Deployment deployment = webapp.deployment();
    if (mount == null || deployment == null) {
      return;
    }
    webapp.state(Webapp.State.STOPPING);
    router.unmount(webapp.contextPath());
    if (!mount.drain(drainNanos)) {
      LOG.warnf(
          "%s stops with %d requests in flight: they took longer than server.drain-timeout",
          webapp.displayName(), mount.inFlight());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(deployment.runtime().classLoader());
    try {
      leaving.accept(mount);
      deployment.stop();
    } finally {
      thread.setContextClassLoader(before);
    }
    webapp.state(Webapp.State.STOPPED);
  }

  /**
   * Ends all webapps, the last first; none can be deployed any more.
   *
   * @param deadline of {@link System#nanoTime}, up to when requests in flight are waited for
   */
  void close(long deadline) {
    lock.lock();
    try {
      closed = true;
      List<DeployedWebapp> all = new ArrayList<>(webapps.values());
      for (int i = all.size() - 1; i >= 0; i--) {
        end(all.get(i), Math.max(0, deadline - System.nanoTime()));
      }
      webapps.clear();
      known = List.of();
    } finally {
      lock.unlock();
    }
  }
}
