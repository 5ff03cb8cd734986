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
import io.slipway.pipeline.ServerStages;
import io.slipway.resource.DefaultServlet;
import io.slipway.resource.WebappResources;
import io.slipway.runtime.ContextRouter;
import io.slipway.runtime.Host;
import io.slipway.runtime.Mount;
import io.slipway.runtime.ServletEntry;
import io.slipway.runtime.WebappRuntime;
import io.slipway.security.SecurityOptions;
import io.slipway.session.CookieConfig;
import io.slipway.spi.Feature;
import io.slipway.threads.ThreadStrategies;
import io.slipway.tls.TlsContexts;
import io.slipway.tls.TlsFiles;
import io.slipway.tls.TlsFilesException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A running container: listeners, router, and the webapps. */
final class Server implements Slipway {
  private static final Logger LOG = Logger.getLogger("io.slipway");

  private final SlipwayBuilder settings;
  private final ContextRouter router = new ContextRouter();
  private final Gate gate;
  private final ServerStages stages;
  private final Listening listening;
  private final ThreadStrategy threads;
  private final WorkDirectory work;
  private final Deployer deployer;
  private final Housekeeping housekeeping;

  /** Held while webapps come and go, never while requests are served. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, DeployedWebapp> webapps = new TreeMap<>();

  /** The same to read without the lock: a webapp may ask while another is being deployed. */
  private volatile List<DeployedWebapp> known = List.of();

  private boolean closed;

  private Server(SlipwayBuilder settings) throws IOException {
    this.settings = settings;
    PipelineOptions pipeline =
        settings.pipeline == null ? PipelineOptions.DEFAULT : settings.pipeline;
    this.work = WorkDirectory.open(settings.workDirectory);
    this.stages = Pipeline.serverStages(pipeline, router);
    this.gate = new Gate(stages.first());
    this.threads = settings.threads == null ? ThreadStrategies.best() : settings.threads;
    TlsFiles files = settings.https == null ? null : settings.https.files();
    TlsContexts watch = files == null ? null : TlsContexts.watch(files, this::renewTls);
    this.listening = Listening.open(settings, gate, tlsContext(settings.https));
    ClassLoader container = Slipway.class.getClassLoader();
    List<Feature> features =
        ServiceLoader.load(Feature.class, container).stream()
            .map(ServiceLoader.Provider::get)
            .toList();
    this.deployer =
        new Deployer(
            new Deployer.Settings(
                work.path(),
                settings.persistentSessions && !work.temporary()
                    ? work.path().resolve("sessions")
                    : null,
                container,
                features,
                new Neighbours(),
                settings.identityStore,
                new SecurityOptions(
                    listening.port("https"),
                    SecurityOptions.DEFAULT.defaultRealm(),
                    settings.maxSavedBody),
                settings.resources,
                WebappResources.Options.DEFAULT,
                DefaultServlet.Options.DEFAULT));
    this.housekeeping = Housekeeping.start(router, watch == null ? () -> {} : watch::look);
  }

  private static @Nullable SSLContext tlsContext(SlipwayBuilder.@Nullable Https https)
      throws IOException {
    if (https == null || https.files() == null) {
      return https == null ? null : https.context();
    }
    try {
      return TlsContexts.load(https.files());
    } catch (TlsFilesException e) {
      throw new ListenException("TLS cannot be used: " + e.getMessage(), e);
    }
  }

  private void renewTls(SSLContext context) {
    listening.tls(context);
  }

  static Slipway start(SlipwayBuilder settings) {
    Server server;
    try {
      server = new Server(settings);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The container cannot start: " + failure.getMessage(), failure);
    }
    try {
      List<DeploymentException> failures = new ArrayList<>();
      for (SlipwayBuilder.Deployable deployable : settings.webapps) {
        server.deployFirst(deployable, failures);
      }
      if (!failures.isEmpty() && !settings.keepGoing) {
        DeploymentException first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
      }
      server.open();
      return server;
    } catch (RuntimeException | Error failure) {
      server.close();
      throw failure;
    }
  }

  private void deployFirst(
      SlipwayBuilder.Deployable deployable, List<DeploymentException> failures) {
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
              DeployedWebapp.failed(failure, (System.nanoTime() - begin) / 1_000_000));
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void open() {
    gate.open();
    listening.accept();
  }

  /** What webapps see of the container. */
  private final class Neighbours implements Host {
    @Override
    public String serverInfo() {
      String version = Slipway.class.getPackage().getImplementationVersion();
      return version == null ? "Slipway" : "Slipway/" + version;
    }

    @Override
    public String virtualServerName() {
      return settings.bind;
    }

    @Override
    public boolean crossContext() {
      return settings.crossContext;
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
  }

  private Webapp deploy(SlipwayBuilder.Deployable deployable) {
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
              Pipeline.webappStages(stages, new ServletEntry(deployment.runtime(), threads)));
      DeployedWebapp deployed =
          DeployedWebapp.running(deployment, mount, (System.nanoTime() - begin) / 1_000_000);
      note(contextPath, deployed);
      router.mount(mount);
      return deployed;
    } catch (RuntimeException failure) {
      deployment.stop();
      throw failure;
    }
  }

  private DeploymentPlan plan(
      SlipwayBuilder.Deployable deployable, DeploymentPlan.FolderLook look) {
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

  @Override
  public int port() {
    int http = listening.port("http");
    return http >= 0 ? http : listening.port("https");
  }

  @Override
  public int httpsPort() {
    int port = listening.port("https");
    if (port < 0) {
      throw new IllegalStateException("The container has no TLS listener");
    }
    return port;
  }

  @Override
  public URI uri() {
    return uri("/");
  }

  @Override
  public URI uri(String path) {
    String scheme = listening.port("http") >= 0 ? "http" : "https";
    return URI.create(scheme + "://" + listening.host() + ":" + port() + path);
  }

  @Override
  public List<Webapp> webapps() {
    return List.copyOf(known);
  }

  @Override
  public Optional<Webapp> webapp(String contextPath) {
    String path = ContextPath.normalise(contextPath);
    return known.stream().filter(w -> w.contextPath().equals(path)).<Webapp>map(w -> w).findFirst();
  }

  @Override
  public String threads() {
    return threads.describe();
  }

  @Override
  public Webapp deploy(String contextPath, Path folderOrWar) {
    return deploy(contextPath, webapp -> webapp.folder(folderOrWar));
  }

  @Override
  public Webapp deploy(Path folderOrWar) {
    return deploy(
        new SlipwayBuilder.Deployable(
            ContextPath.of(folderOrWar), new WebappBuilder().folder(folderOrWar), true));
  }

  @Override
  public Webapp deploy(String contextPath, Consumer<WebappBuilder> content) {
    WebappBuilder webapp = new WebappBuilder();
    content.accept(webapp);
    return deploy(new SlipwayBuilder.Deployable(ContextPath.normalise(contextPath), webapp, false));
  }

  @Override
  public void undeploy(String contextPath) {
    String path = ContextPath.normalise(contextPath);
    lock.lock();
    try {
      DeployedWebapp webapp = webapps.get(path);
      if (webapp == null) {
        throw new IllegalArgumentException("There is no webapp at \"" + contextPath + "\"");
      }
      end(webapp);
      note(path, null);
    } finally {
      lock.unlock();
    }
  }

  private void end(DeployedWebapp webapp) {
    Mount mount = webapp.mount();
    Deployment deployment = webapp.deployment();
    if (mount == null || deployment == null) {
      return;
    }
    webapp.state(Webapp.State.STOPPING);
    router.unmount(webapp.contextPath());
    if (!mount.drain(settings.serverOptions.drainTimeout().toNanos())) {
      LOG.warnf(
          "%s stops with %d requests in flight: they took longer than server.drain-timeout",
          webapp.displayName(), mount.inFlight());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(deployment.runtime().classLoader());
    try {
      housekeeping.leave(mount);
      deployment.stop();
    } finally {
      thread.setContextClassLoader(before);
    }
    webapp.state(Webapp.State.STOPPED);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      // Listeners stay open until the requests in flight have ended: to suspend one also closes its
      // connections. The gate refuses.
      gate.close();
      List<DeployedWebapp> all = new ArrayList<>(webapps.values());
      for (int i = all.size() - 1; i >= 0; i--) {
        end(all.get(i));
      }
      webapps.clear();
      known = List.of();
      housekeeping.close();
      listening.close();
      threads.close();
      stages.close();
      work.close();
    } finally {
      lock.unlock();
    }
  }
}
