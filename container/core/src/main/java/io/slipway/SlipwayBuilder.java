package io.slipway;

import io.slipway.http.RequestOptions;
import io.slipway.http.ThreadStrategy;
import io.slipway.model.ContextPath;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.resource.FileOptions;
import io.slipway.security.SecurityOptions;
import io.slipway.spi.IdentityStore;
import io.slipway.spi.PageOptions;
import io.slipway.tls.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Describes a container and starts it. Every method but {@link #start} returns the builder; {@code
 * start} may be called once. Not thread safe.
 *
 * <p>If {@link #port} is not called, there is an HTTP listener on port 8080 of 127.0.0.1, unless
 * there is an HTTPS listener.
 */
public final class SlipwayBuilder {
  /**
   * One webapp to deploy.
   *
   * @param contextPathIsFallback whether its own {@code default-context-path} comes before
   */
  record Deployable(String contextPath, WebappBuilder webapp, boolean contextPathIsFallback) {
    static Deployable of(Path folderOrWar) {
      WebappBuilder webapp = new WebappBuilder().folder(folderOrWar);
      return new Deployable(ContextPath.of(folderOrWar), webapp, true);
    }

    static Deployable of(String contextPath, Consumer<WebappBuilder> content) {
      WebappBuilder webapp = new WebappBuilder();
      content.accept(webapp);
      return new Deployable(ContextPath.normalise(contextPath), webapp, false);
    }
  }

  /** A TLS listener, with a context or the files to make it from. */
  record Https(
      int port, @Nullable SSLContext context, @Nullable TlsFiles files, ClientAuth clientAuth) {}

  final HostBuilder standard;
  final List<HostBuilder> hosts = new ArrayList<>();
  final Map<String, Object> resources = new LinkedHashMap<>();
  final List<DataSourceDef> dataSources = new ArrayList<>();
  final List<Path> sharedLibraries = new ArrayList<>();
  @Nullable Integer port;
  String bind = "127.0.0.1";
  @Nullable Https https;
  @Nullable ManagementOptions management;
  boolean http2 = true;
  boolean h2c;
  boolean keepGoing;
  boolean crossContext;
  @Nullable Path workDirectory;
  @Nullable Path cacheDirectory;
  boolean persistentSessions = true;
  @Nullable IdentityStore identityStore;
  @Nullable ThreadStrategy threads;
  FileOptions staticFiles = FileOptions.DEFAULT;
  RequestOptions requestOptions = RequestOptions.DEFAULT;
  int maxSavedBody = SecurityOptions.DEFAULT_MAX_SAVED_BODY;
  PipelineOptions pipeline = PipelineOptions.DEFAULT;
  WebappPipeline webappPipeline = (server, root, problems) -> server;
  ServerOptions serverOptions = ServerOptions.DEFAULT;
  PageOptions pages = PageOptions.DEFAULT;
  // a reference to a method that looks at its caller would be bound by a class of its own
  Supplier<ClassLoader> modules = () -> Slipway.class.getClassLoader();

  SlipwayBuilder() {
    this.standard = new HostBuilder();
  }

  /** One that calls of the other do not change. */
  private SlipwayBuilder(SlipwayBuilder other) {
    this.standard = new HostBuilder(other.standard);
    other.hosts.forEach(host -> hosts.add(new HostBuilder(host)));
    this.resources.putAll(other.resources);
    this.dataSources.addAll(other.dataSources);
    this.sharedLibraries.addAll(other.sharedLibraries);
    this.port = other.port;
    this.bind = other.bind;
    this.https = other.https;
    this.management = other.management;
    this.http2 = other.http2;
    this.h2c = other.h2c;
    this.keepGoing = other.keepGoing;
    this.crossContext = other.crossContext;
    this.workDirectory = other.workDirectory;
    this.cacheDirectory = other.cacheDirectory;
    this.persistentSessions = other.persistentSessions;
    this.identityStore = other.identityStore;
    this.threads = other.threads;
    this.staticFiles = other.staticFiles;
    this.requestOptions = other.requestOptions;
    this.maxSavedBody = other.maxSavedBody;
    this.pipeline = other.pipeline;
    this.webappPipeline = other.webappPipeline;
    this.serverOptions = other.serverOptions;
    this.pages = other.pages;
    this.modules = other.modules;
  }

  /** The port of the HTTP listener, up to 65535; 0 lets the system choose one. */
  public SlipwayBuilder port(int port) {
    this.port = port;
    return this;
  }

  /**
   * The address or name that the HTTP and HTTPS listeners bind to. The default is 127.0.0.1, so
   * that a container is open to the network only if somebody wants it.
   */
  public SlipwayBuilder bind(String host) {
    this.bind = host;
    return this;
  }

  /**
   * Adds an HTTPS listener; port 0 lets the system choose one. There is then an HTTP listener only
   * if {@link #port} is called.
   */
  public SlipwayBuilder https(int port, SSLContext context, ClientAuth clientAuth) {
    this.https = new Https(port, context, null, clientAuth);
    return this;
  }

  /**
   * As {@link #https(int, SSLContext, ClientAuth)}, with certificates and keys from files, which
   * are read again when they change.
   *
   * @throws IllegalArgumentException if clients are asked for certificates but {@code files} names
   *     no authorities to check them against
   */
  public SlipwayBuilder https(int port, TlsFiles files, ClientAuth clientAuth) {
    if (clientAuth != ClientAuth.NONE && files.clientCa() == null) {
      throw new IllegalArgumentException(
          "Client certificates need a file of the authorities that issue them");
    }
    this.https = new Https(port, null, files, clientAuth);
    return this;
  }

  /** Whether HTTP/2 is offered over TLS, by ALPN. On by default. */
  public SlipwayBuilder http2(boolean on) {
    this.http2 = on;
    return this;
  }

  /**
   * Whether HTTP/2 is accepted without TLS, by prior knowledge and by upgrade. Off by default: no
   * browser speaks it, and a proxy that passes an upgrade on lets requests past its own rules.
   */
  public SlipwayBuilder h2c(boolean on) {
    this.h2c = on;
    return this;
  }

  /** Adds a listener with health and metrics. There is none by default. */
  public SlipwayBuilder management(ManagementOptions options) {
    this.management = options;
    return this;
  }

  /**
   * Deploys a folder or {@code .war} file.
   *
   * @param contextPath {@code ""} or {@code "/"} for the root context, else for example {@code
   *     /shop}
   * @throws IllegalArgumentException if it is not a context path
   */
  public SlipwayBuilder webapp(String contextPath, Path folderOrWar) {
    standard.webapp(contextPath, folderOrWar);
    return this;
  }

  /**
   * Deploys a folder or {@code .war} file under its {@code default-context-path} if it has one,
   * else under its name: {@code ROOT} is the root context, {@code shop} and {@code shop.war} are
   * {@code /shop}, {@code a#b} is {@code /a/b}.
   *
   * @throws IllegalArgumentException if no context path can be made of its name
   */
  public SlipwayBuilder webapp(Path folderOrWar) {
    standard.webapp(folderOrWar);
    return this;
  }

  /**
   * Deploys a webapp that is put together by code.
   *
   * @param contextPath {@code ""} or {@code "/"} for the root context, else for example {@code
   *     /shop}
   * @param content called at once
   * @throws IllegalArgumentException if it is not a context path
   */
  public SlipwayBuilder webapp(String contextPath, Consumer<WebappBuilder> content) {
    standard.webapp(contextPath, content);
    return this;
  }

  /**
   * Adds a further virtual host, with webapps of its own.
   *
   * @param name what {@code ServletContext.getVirtualServerName} returns; {@code *.example.com}
   *     stands for every name that has one label in place of the asterisk
   * @param content called at once
   * @throws IllegalArgumentException if it is not a host name
   */
  public SlipwayBuilder host(String name, Consumer<HostBuilder> content) {
    HostBuilder host = new HostBuilder().alias(name);
    content.accept(host);
    hosts.add(host);
    return this;
  }

  /**
   * The names of the default host, whose webapps are those of this builder. Without a name, it
   * answers for every name that no other host has; with names, requests for unknown ones are
   * answered with 421.
   *
   * @throws IllegalArgumentException if one is not a host name
   */
  public SlipwayBuilder hostNames(String... names) {
    standard.alias(names);
    return this;
  }

  /**
   * The directory for unpacked WARs, temporary directories and compiled pages. By default a
   * temporary one that is deleted at the end.
   */
  public SlipwayBuilder workDirectory(Path directory) {
    this.workDirectory = directory;
    return this;
  }

  /**
   * The directory for what makes a later start quicker: the indexes of the webapps' jars, keyed by
   * their contents, and the classes of their pages, as long as no file of the webapp changes.
   * Several containers may share it. It is created if it is missing; if it cannot be written,
   * starts merely take longer. By default a folder in the {@link #workDirectory}, if one is set.
   */
  public SlipwayBuilder cacheDirectory(Path directory) {
    this.cacheDirectory = directory;
    return this;
  }

  /**
   * Whether the sessions of a webapp outlive its undeployment and the end of the container, until
   * one is deployed at the same context path again, which needs a {@link #workDirectory} to keep
   * them in; and whether {@link Slipway#redeploy} carries them over, which needs none. On by
   * default.
   */
  public SlipwayBuilder persistentSessions(boolean on) {
    this.persistentSessions = on;
    return this;
  }

  /** Who may log in, for webapps with constraints or a login. By default nobody. */
  public SlipwayBuilder identityStore(IdentityStore store) {
    this.identityStore = store;
    return this;
  }

  /**
   * A data source for every webapp: {@code jdbc/shop} is found as {@code java:comp/env/jdbc/shop},
   * without a declaration, and by a {@code resource-ref} or {@code @Resource} of this name. It
   * remains the caller's, who closes it after the container.
   *
   * @param name relative to {@code java:comp/env}, or absolute such as {@code
   *     java:global/jdbc/shop}
   * @throws IllegalArgumentException if it is blank
   */
  public SlipwayBuilder dataSource(String name, DataSource source) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A data source needs a name");
    }
    resources.put(name, source);
    return this;
  }

  /**
   * A data source that the container makes for each webapp that uses it, as if the webapp had
   * defined it: found by the same names as {@link #dataSource(String, DataSource)}, pooled where
   * {@code slipway-data} is there, closed with the webapp. The driver is the webapp's or one of
   * {@link #sharedLibraries}. It is looked for when the data source is first used, or at deployment
   * if the webapp declares that it uses the data source, by a {@code resource-ref} or
   * {@code @Resource}.
   *
   * <p>If there is only one, it is {@code java:comp/DefaultDataSource} too.
   *
   * @param definition names a class that implements {@code java.sql.Driver} or {@code
   *     javax.sql.DataSource}; if that is empty, the driver is found by the URL
   */
  public SlipwayBuilder dataSource(DataSourceDef definition) {
    dataSources.add(definition);
    return this;
  }

  /**
   * Jars that every webapp with a class loader of its own sees, behind its own classes: JDBC
   * drivers, for instance. They see the APIs that every webapp has from the container, and nothing
   * else of it.
   */
  public SlipwayBuilder sharedLibraries(List<Path> jars) {
    sharedLibraries.addAll(jars);
    return this;
  }

  /** How static files are served and kept in memory. */
  public SlipwayBuilder staticFiles(FileOptions options) {
    this.staticFiles = options;
    return this;
  }

  /** Limits and sizes of requests, for webapps without options of their own. */
  public SlipwayBuilder requestOptions(RequestOptions options) {
    this.requestOptions = options;
    return this;
  }

  /**
   * How many bytes of a request body are kept while its user logs in by form; a larger body is
   * answered with 413. 65,536 by default.
   */
  public SlipwayBuilder maxSavedBody(int bytes) {
    this.maxSavedBody = bytes;
    return this;
  }

  /**
   * The stages in front of all webapps: access log, limits of connections and requests, compression
   * and the like.
   */
  public SlipwayBuilder pipeline(PipelineOptions options) {
    this.pipeline = options;
    return this;
  }

  /** How a webapp may change the stages in front of it. By default it may not. */
  public SlipwayBuilder webappPipeline(WebappPipeline perWebapp) {
    this.webappPipeline = perWebapp;
    return this;
  }

  /** How pages are compiled, if {@code slipway-pages} is there. */
  public SlipwayBuilder pages(PageOptions options) {
    this.pages = options;
    return this;
  }

  /**
   * Gives the class loader in which modules that webapps do not see (metrics and connection pools)
   * are looked for, by {@link java.util.ServiceLoader}. Called when a setting or a webapp wants
   * one. By default the loader of the container's own classes.
   */
  public SlipwayBuilder modules(Supplier<ClassLoader> loader) {
    this.modules = loader;
    return this;
  }

  /** The IO threads and buffers, and how the container ends. */
  public SlipwayBuilder serverOptions(ServerOptions options) {
    this.serverOptions = options;
    return this;
  }

  /** How servlets get their threads. The strategy is closed with the container. */
  public SlipwayBuilder threads(ThreadStrategy strategy) {
    this.threads = strategy;
    return this;
  }

  /**
   * Whether the container starts with the other webapps when one cannot be deployed. Off by
   * default: then {@link #start} fails.
   */
  public SlipwayBuilder keepGoing(boolean on) {
    this.keepGoing = on;
    return this;
  }

  /**
   * Whether {@code ServletContext.getContext} gives webapps each other's context. Off by default.
   */
  public SlipwayBuilder crossContext(boolean on) {
    this.crossContext = on;
    return this;
  }

  /**
   * Deploys the webapps, opens the listeners, and returns when every listener accepts connections.
   * Webapps are deployed in parallel, also on other threads, which have the caller's context class
   * loader; with {@link #crossContext} one after the other. If this throws, nothing is left
   * running. Later calls of the builder change nothing of the container.
   *
   * @throws DeploymentException if {@link #keepGoing} is off and webapps cannot be deployed: that
   *     of the first, in which those of the others are suppressed
   * @throws ListenException if a listener cannot be opened, or the files of its certificates cannot
   *     be used
   * @throws java.io.UncheckedIOException if a folder or file of the container's own, such as the
   *     access log, cannot be made
   * @throws IllegalArgumentException if an option makes no sense, or two hosts have the same name;
   *     the message says which
   */
  public Slipway start() {
    return Server.start(new SlipwayBuilder(this));
  }
}
