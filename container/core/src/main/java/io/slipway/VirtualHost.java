package io.slipway;

import io.slipway.deploy.Deployer;
import io.slipway.deploy.Deployment;
import io.slipway.http.ThreadStrategy;
import io.slipway.model.ContextPath;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.runtime.ContextRouter;
import io.slipway.runtime.Host;
import io.slipway.runtime.Mount;
import io.slipway.runtime.WebappRuntime;
import io.slipway.spi.ContentCoding;
import io.slipway.threads.ContainerThread;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The webapps that are served under one host's names, and how they come and go. Thread safe. */
final class VirtualHost implements Host {
  private static final Logger LOG = Logger.getLogger("io.slipway");

  /**
   * How long a new version waits for requests in the version before, so that nothing that they do
   * to their sessions is lost. Those that take longer go on without a session.
   */
  private static final long MOVE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * What the hosts of a container have in common.
   *
   * @param codings beside gzip, the best first
   * @param draining whether the container is about to end
   * @param leaving called with a webapp that takes no requests any more, before it is stopped
   */
  record Shared(
      SlipwayBuilder settings,
      ThreadStrategy threads,
      List<ContentCoding> codings,
      BooleanSupplier draining,
      Consumer<Mount> leaving) {}

  private final Shared shared;
  private final SlipwayBuilder settings;
  private final String name;
  private final ContextRouter router;
  private final Preparation preparation;

  private final Turns turns = new Turns();

  /** By context path; what stands at one is changed by whoever has its turn. */
  private final Map<String, DeployedWebapp> webapps = new ConcurrentSkipListMap<>();

  /** Replaced versions that end, each in its thread. */
  private final Set<Thread> ending = ConcurrentHashMap.newKeySet();

  /**
   * @param name empty for the default host
   * @param deployer makes the one that deploys for this host
   */
  VirtualHost(Shared shared, String name, ContextRouter router, Function<Host, Deployer> deployer) {
    this.shared = shared;
    this.settings = shared.settings();
    this.name = name;
    this.router = router;
    this.preparation =
        new Preparation(shared, name, deployer.apply(this), new WebappList(this::summaries));
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
    return shared.draining().getAsBoolean();
  }

  @Override
  public @Nullable WebappRuntime webappFor(String path) {
    Mount mount = router.find(path);
    return mount == null ? null : mount.webapp();
  }

  /** A copy, by context path. */
  List<DeployedWebapp> known() {
    return List.copyOf(webapps.values());
  }

  /**
   * Deploys at the start. A failure is returned and, where the container shall go on, logged and
   * kept among the webapps.
   */
  @Nullable DeploymentException deployFirst(SlipwayBuilder.Deployable deployable) {
    long begin = System.nanoTime();
    try {
      deploy(deployable);
      return null;
    } catch (DeploymentException failure) {
      if (settings.keepGoing) {
        LOG.error(failure.getMessage());
        webapps.putIfAbsent(
            failure.contextPath(),
            new DeployedWebapp(name, deployable, failure, (System.nanoTime() - begin) / 1_000_000));
      }
      return failure;
    }
  }

  Webapp deploy(SlipwayBuilder.Deployable deployable) {
    String asked = deployable.contextPath();
    turns.take(asked);
    try {
      if (!deployable.contextPathIsFallback()) {
        refuseTaken(asked);
      }
      Preparation.Ready ready = preparation.of(deployable);
      try {
        if (ready.contextPath().equals(asked)) {
          serve(ready);
        } else {
          serveElsewhere(ready);
        }
      } catch (DeploymentException failure) {
        ready.deployment().stop();
        throw failure;
      }
      return ready.deployed();
    } finally {
      turns.give(asked);
    }
  }

  /** Where the webapp wants to be itself, whose turn is not taken yet. */
  private void serveElsewhere(Preparation.Ready ready) {
    String contextPath = ready.contextPath();
    if (!turns.tryTake(contextPath)) {
      throw taken(contextPath, "another webapp");
    }
    try {
      serve(ready);
    } finally {
      turns.give(contextPath);
    }
  }

  private void serve(Preparation.Ready ready) {
    refuseTaken(ready.contextPath());
    webapps.put(ready.contextPath(), ready.deployed());
    router.mount(ready.mount());
  }

  private void refuseTaken(String contextPath) {
    DeployedWebapp there = webapps.get(contextPath);
    if (there != null && there.state() != Webapp.State.FAILED) {
      throw taken(contextPath, "another webapp, " + there.displayName() + ",");
    }
  }

  private static DeploymentException taken(String contextPath, String by) {
    return new DeploymentException(
        contextPath,
        List.of(
            Problem.error(
                "context-path-taken",
                Origin.of(ContextPath.label(contextPath)),
                by + " runs at this context path",
                "undeploy it first, or choose another context path")));
  }

  private List<Map<String, String>> summaries() {
    return webapps.values().stream().map(DeployedWebapp::summary).toList();
  }

  private DeployedWebapp known(String contextPath) {
    DeployedWebapp webapp = webapps.get(contextPath);
    if (webapp == null) {
      throw new IllegalArgumentException("There is no webapp at " + ContextPath.label(contextPath));
    }
    return webapp;
  }

  /**
   * @throws IllegalArgumentException if there is none at this path
   */
  void undeploy(String contextPath) {
    turns.take(contextPath);
    try {
      DeployedWebapp webapp = known(contextPath);
      router.unmount(contextPath);
      end(webapp, drainNanos());
      webapps.remove(contextPath);
    } finally {
      turns.give(contextPath);
    }
  }

  /**
   * Deploys what is at this path anew. The version before serves until the new one is ready, ends
   * the requests that it has, and is ended.
   *
   * @throws DeploymentException if it cannot be deployed; the version before goes on
   * @throws IllegalArgumentException if there is none at this path
   */
  Webapp redeploy(String contextPath) {
    turns.take(contextPath);
    try {
      DeployedWebapp before = known(contextPath);
      Preparation.Ready ready =
          preparation.of(
              new SlipwayBuilder.Deployable(contextPath, before.deployable().webapp(), false));
      Mount old = before.mount();
      boolean moves =
          old != null && settings.persistentSessions && old.webapp().sessions().count() > 0;
      if (moves) {
        ready.mount().hold();
      }
      before.state(Webapp.State.STOPPING);
      webapps.put(contextPath, ready.deployed());
      router.mount(ready.mount());
      if (old != null && moves) {
        try {
          old.drain(Math.min(drainNanos(), MOVE_NANOS));
          ready.deployment().runtime().takeSessionsOf(old.webapp());
        } finally {
          ready.mount().letGo();
        }
      }
      endAside(before);
      return ready.deployed();
    } finally {
      turns.give(contextPath);
    }
  }

  private long drainNanos() {
    return settings.serverOptions.drainTimeout().toNanos();
  }

  /** In a thread of its own: nobody who deploys waits for requests that take long. */
  private void endAside(DeployedWebapp webapp) {
    Thread thread =
        ContainerThread.of(
            () -> {
              try {
                end(webapp, drainNanos());
              } finally {
                ending.remove(Thread.currentThread());
              }
            },
            "slipway-end " + webapp.contextPath());
    ending.add(thread);
    thread.start();
  }

  /** No request comes to it any more. */
  private void end(DeployedWebapp webapp, long drainNanos) {
    Mount mount = webapp.mount();
    Deployment deployment = webapp.deployment();
    if (mount == null || deployment == null) {
      return;
    }
    webapp.state(Webapp.State.STOPPING);
    if (!mount.drain(drainNanos)) {
      LOG.warnf(
          "%s stops with %s requests in flight: they took longer than server.drain-timeout",
          webapp.displayName(), mount.inFlight());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(deployment.runtime().classLoader());
    try {
      shared.leaving().accept(mount);
      deployment.stop();
    } finally {
      thread.setContextClassLoader(before);
    }
    shared.threads().renew();
    webapp.state(Webapp.State.STOPPED);
  }

  /**
   * Ends all webapps, the last first; none can be deployed any more.
   *
   * @param deadline of {@link System#nanoTime}, up to when requests in flight are waited for
   */
  void close(long deadline) {
    turns.close();
    List<DeployedWebapp> all = known();
    for (int i = all.size() - 1; i >= 0; i--) {
      router.unmount(all.get(i).contextPath());
      end(all.get(i), Math.max(0, deadline - System.nanoTime()));
    }
    webapps.clear();
    for (Thread thread : ending) {
      try {
        thread.join();
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
