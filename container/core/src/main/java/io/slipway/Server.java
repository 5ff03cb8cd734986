package io.slipway;

import io.slipway.deploy.Deployer;
import io.slipway.deploy.DerivedCache;
import io.slipway.deploy.FeatureModule;
import io.slipway.deploy.LibraryLoader;
import io.slipway.deploy.Opened;
import io.slipway.descriptor.IndexCache;
import io.slipway.http.ThreadStrategy;
import io.slipway.model.ContextPath;
import io.slipway.pipeline.Pipeline;
import io.slipway.pipeline.ServerStages;
import io.slipway.resource.FileMemory;
import io.slipway.runtime.ContextRouter;
import io.slipway.runtime.Host;
import io.slipway.runtime.Mount;
import io.slipway.security.SecurityOptions;
import io.slipway.spi.ContentCoding;
import io.slipway.spi.Metrics;
import io.slipway.spi.MetricsFeature;
import io.slipway.threads.ThreadStrategies;
import io.slipway.tls.TlsContexts;
import io.slipway.tls.TlsFiles;
import io.slipway.tls.TlsFilesException;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A running container: listeners, what stands behind them, and the hosts with their webapps. */
final class Server implements Slipway {
  private static final Logger LOG = Logger.getLogger("io.slipway");

  /** As the log calls it. */
  private static final String CONTAINER = "The container";

  private final SlipwayBuilder settings;
  private final Gate gate;
  private final Listening listening;
  private final ThreadStrategy threads;
  private final WorkDirectory work;
  private final @Nullable LibraryLoader libraries;
  private final Management management;
  private final Opened opened;

  /** The default host first. */
  private final List<VirtualHost> hosts = new ArrayList<>();

  /** Held while the container ends. */
  private final ReentrantLock ending = new ReentrantLock();

  private boolean closed;

  /**
   * @param opened takes what is to be ended with the container, or when this throws
   */
  private Server(SlipwayBuilder settings, Opened opened) throws IOException {
    this.settings = settings;
    this.opened = opened;
    Map<HostBuilder, ContextRouter> routers = new LinkedHashMap<>();
    routers.put(settings.standard, new ContextRouter());
    settings.hosts.forEach(host -> routers.put(host, new ContextRouter()));
    HttpHandler router = HostRouter.of(routers);
    this.work = WorkDirectory.open(settings.workDirectory);
    opened.add(work);
    List<FeatureModule> features = FeatureModule.of(Slipway.class.getClassLoader());
    this.libraries =
        settings.sharedLibraries.isEmpty()
            ? null
            : LibraryLoader.of(settings.sharedLibraries, Slipway.class.getClassLoader(), features);
    if (libraries != null) {
      opened.add(libraries);
    }
    ServerStages stages = Pipeline.serverStages(settings.pipeline, router);
    opened.add(stages);
    this.threads = settings.threads == null ? ThreadStrategies.best() : settings.threads;
    opened.add(threads);
    Metrics metrics =
        metrics(settings, new MountGauges(() -> mounts(routers.values()), this::buffersLent));
    if (metrics != null) {
      opened.add(metrics);
    }
    this.gate =
        new Gate(metrics == null ? stages.first() : new MetricsStage(metrics, stages.first()));
    TlsFiles files = settings.https == null ? null : settings.https.files();
    TlsContexts watch = files == null ? null : TlsContexts.watch(files, this::renewTls);
    this.listening =
        Listening.open(settings, gate, stages.refusedHeads(), tlsContext(settings.https));
    opened.add(listening);
    this.management = new Management(gate::isReady, this::webapps, metrics);
    opened.add(management);
    Housekeeping housekeeping =
        Housekeeping.start(() -> mounts(routers.values()), watch == null ? () -> {} : watch::look);
    opened.add(housekeeping);
    VirtualHost.Shared shared =
        new VirtualHost.Shared(settings, threads, codings(), gate::isDraining, housekeeping::leave);
    Deployer.Settings deploying = deploying(features);
    routers.forEach(
        (host, itsRouter) ->
            hosts.add(
                new VirtualHost(
                    shared, host.name(), itsRouter, seen -> deployer(deploying, host, seen))));
  }

  private Deployer.Settings deploying(List<FeatureModule> features) {
    ClassLoader own = Slipway.class.getClassLoader();
    Path cache = cacheDirectory();
    return new Deployer.Settings(
        cache == null ? IndexCache.inMemory() : IndexCache.in(cache.resolve("index")),
        cache == null ? null : new DerivedCache(cache.resolve("derived")),
        new Deployer.Loaders(
            own,
            settings.modules,
            libraries == null ? ClassLoader.getPlatformClassLoader() : libraries),
        features,
        new SecurityOptions(settings.identityStore, listening.httpsPort(), settings.maxSavedBody),
        settings.resources,
        settings.dataSources,
        settings.staticFiles,
        new FileMemory(settings.staticFiles.cacheSize()),
        settings.pages);
  }

  /** Null: what would be written there would go with the container. */
  private @Nullable Path cacheDirectory() {
    if (settings.cacheDirectory != null) {
      return settings.cacheDirectory;
    }
    return work.temporary() ? null : work.path().resolve("cache");
  }

  private Deployer deployer(Deployer.Settings deploying, HostBuilder host, Host seen) {
    // two hosts may have webapps at the same path
    Path own =
        host == settings.standard
            ? work.path()
            : work.path().resolve("hosts").resolve(host.name().replace('*', '_'));
    return new Deployer(deploying, seen, own, settings.persistentSessions && !work.temporary());
  }

  /** Beside gzip; a coding whose native library is missing is as good as absent. */
  private static List<ContentCoding> codings() {
    List<ContentCoding> found = new ArrayList<>();
    for (ContentCoding coding :
        ServiceLoader.load(ContentCoding.class, Slipway.class.getClassLoader())) {
      try {
        if (coding.isAvailable()) {
          found.add(coding);
        }
      } catch (RuntimeException | LinkageError failure) {
        LOG.warnf("%s cannot be used: %s", coding.token(), failure);
      }
    }
    return List.copyOf(found);
  }

  private static @Nullable Metrics metrics(SlipwayBuilder settings, MetricsFeature.Gauges gauges) {
    ManagementOptions options = settings.management;
    if (options == null || !options.metrics()) {
      return null;
    }
    return ServiceLoader.load(MetricsFeature.class, settings.modules.get())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "management.metrics needs slipway-metrics on the class path"))
        .start(gauges);
  }

  private int buffersLent() {
    return listening.buffersLent();
  }

  private static List<Mount> mounts(Collection<ContextRouter> routers) {
    List<Mount> all = new ArrayList<>();
    routers.forEach(router -> all.addAll(router.mounts()));
    return all;
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
    Opened opened = new Opened();
    Server server;
    try {
      server = new Server(settings, opened);
    } catch (IOException failure) {
      opened.close(CONTAINER);
      throw new UncheckedIOException(
          "The container cannot start: " + failure.getMessage(), failure);
    } catch (RuntimeException | Error failure) {
      opened.close(CONTAINER);
      throw failure;
    }
    try {
      if (settings.management != null) {
        server.management.open(settings.management, server.listening);
      }
      List<DeploymentException> failures = server.deployAll();
      if (!failures.isEmpty() && !settings.keepGoing) {
        DeploymentException first = failures.get(0);
        failures.stream().skip(1).forEach(first::addSuppressed);
        throw first;
      }
      server.gate.open();
      server.listening.accept();
      return server;
    } catch (RuntimeException | Error failure) {
      server.close();
      throw failure;
    }
  }

  private List<DeploymentException> deployAll() {
    FirstDeployments all = new FirstDeployments();
    all.add(hosts.get(0), settings.standard.webapps);
    for (int i = 0; i < settings.hosts.size(); i++) {
      all.add(hosts.get(i + 1), settings.hosts.get(i).webapps);
    }
    // with the contexts of others a webapp may look for one that was named before it
    return all.run(
        settings.crossContext ? 1 : Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  private VirtualHost standard() {
    return hosts.get(0);
  }

  @Override
  public int port() {
    int http = listening.httpPort();
    return http >= 0 ? http : listening.httpsPort();
  }

  @Override
  public int httpsPort() {
    int port = listening.httpsPort();
    if (port < 0) {
      throw new IllegalStateException("The container has no TLS listener");
    }
    return port;
  }

  @Override
  public int managementPort() {
    int port = management.port();
    if (port < 0) {
      throw new IllegalStateException("The container has no management listener");
    }
    return port;
  }

  @Override
  public URI uri() {
    return uri("/");
  }

  @Override
  public URI uri(String path) {
    String scheme = listening.httpPort() >= 0 ? "http" : "https";
    String host = host();
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create(scheme + "://" + bracketed + ":" + port() + path);
  }

  /** The address if the default host answers to it, else the first of its names. */
  private String host() {
    String address = listening.host();
    List<String> names = settings.standard.names;
    return names.isEmpty() || names.contains(address) ? address : names.get(0).replace("*", "www");
  }

  @Override
  public List<Webapp> webapps() {
    List<Webapp> all = new ArrayList<>();
    hosts.forEach(host -> all.addAll(host.known()));
    return List.copyOf(all);
  }

  @Override
  public Optional<Webapp> webapp(String contextPath) {
    String path = ContextPath.normalise(contextPath);
    return standard().known().stream()
        .filter(w -> w.contextPath().equals(path))
        .<Webapp>map(w -> w)
        .findFirst();
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
    return standard().deploy(SlipwayBuilder.Deployable.of(folderOrWar));
  }

  @Override
  public Webapp deploy(String contextPath, Consumer<WebappBuilder> content) {
    return standard().deploy(SlipwayBuilder.Deployable.of(contextPath, content));
  }

  @Override
  public Webapp redeploy(String contextPath) {
    return standard().redeploy(ContextPath.normalise(contextPath));
  }

  @Override
  public void undeploy(String contextPath) {
    standard().undeploy(ContextPath.normalise(contextPath));
  }

  @Override
  public void close() {
    ending.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      // one that has never been open has nobody to wait for
      long deadline =
          gate.isReady() ? Drain.run(gate, listening, settings.serverOptions) : System.nanoTime();
      gate.close();
      try {
        hosts.forEach(host -> host.close(deadline));
      } finally {
        opened.close(CONTAINER);
      }
    } finally {
      ending.unlock();
    }
  }
}
