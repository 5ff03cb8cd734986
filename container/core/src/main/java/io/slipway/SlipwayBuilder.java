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
 * How a container shall be. Every method returns the builder; {@link #start} may be called once.
 *
 * <p>Without a call of {@link #port} there is an HTTP listener on port 8080 of 127.0.0.1, unless
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

  /** Of the HTTP listener, up to 65535; 0 lets the system choose. */
  public SlipwayBuilder port(int port) {
    this.port = port;
    return this;
  }

  /**
   * Address or name that all listeners bind to. The default is 127.0.0.1: a person opens a
   * container to the network on purpose.
   */
  public SlipwayBuilder bind(String host) {
    this.bind = host;
    return this;
  }

  /**
   * A TLS listener; 0 lets the system choose the port. There is then an HTTP listener only if
   * {@link #port} is called.
   */
  public SlipwayBuilder https(int port, SSLContext context, ClientAuth clientAuth) {
    this.https = new Https(port, context, null, clientAuth);
    return this;
  }

  /**
   * A TLS listener with certificates and keys from files, which are taken up again when they
   * change. Everything else as {@link #https(int, SSLContext, ClientAuth)}.
   *
   * @throws IllegalArgumentException if client certificates are asked for, and there is nothing
   *     that they could be checked against
   */
  public SlipwayBuilder https(int port, TlsFiles files, ClientAuth clientAuth) {
    if (clientAuth != ClientAuth.NONE && files.clientCa() == null) {
      throw new IllegalArgumentException(
          "Client certificates need a file of the authorities that issue them");
    }
    this.https = new Https(port, null, files, clientAuth);
    return this;
  }

  /** HTTP/2 over TLS, by ALPN. On by default. */
  public SlipwayBuilder http2(boolean on) {
    this.http2 = on;
    return this;
  }

  /**
   * HTTP/2 without TLS, by prior knowledge and upgrade. Off by default: no browser speaks it, and
   * proxies that pass an upgrade on let requests past their own rules.
   */
  public SlipwayBuilder h2c(boolean on) {
    this.h2c = on;
    return this;
  }

  /** A listener for those who run the container. There is none by default. */
  public SlipwayBuilder management(ManagementOptions options) {
    this.management = options;
    return this;
  }

  /**
   * Deploys a folder or {@code .war} file.
   *
   * @param contextPath {@code ""} or {@code "/"} for the root context, else such as {@code /shop}
   * @throws IllegalArgumentException if it is no context path
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
   * @throws IllegalArgumentException if its name stands for no context path
   */
  public SlipwayBuilder webapp(Path folderOrWar) {
    standard.webapp(folderOrWar);
    return this;
  }

  /**
   * Deploys what the builder is told.
   *
   * @param contextPath as above
   * @param content called at once
   * @throws IllegalArgumentException if it is no context path
   */
  public SlipwayBuilder webapp(String contextPath, Consumer<WebappBuilder> content) {
    standard.webapp(contextPath, content);
    return this;
  }

  /**
   * A further host, with webapps of its own.
   *
   * @param name what {@code ServletContext.getVirtualServerName} says; {@code *.example.com} stands
   *     for every name that ends so and is longer by one label
   * @throws IllegalArgumentException if it is no host name
   */
  public SlipwayBuilder host(String name, Consumer<HostBuilder> content) {
    HostBuilder host = new HostBuilder().alias(name);
    content.accept(host);
    hosts.add(host);
    return this;
  }

  /**
   * The names of the default host, whose webapps are those of this builder. By default it answers
   * to every name that no other host has; with names of its own, requests for unknown ones are
   * answered 421.
   *
   * @throws IllegalArgumentException if one is no host name
   */
  public SlipwayBuilder hostNames(String... names) {
    standard.alias(names);
    return this;
  }

  /**
   * For unpacked WARs, temporary directories and compiled pages. By default a temporary directory
   * that is deleted at the end.
   */
  public SlipwayBuilder workDirectory(Path directory) {
    this.workDirectory = directory;
    return this;
  }

  /**
   * For what a later start would find out again: the indexes of the webapps' jars, by their
   * contents. Several containers may share it; it is made where it is missing, and one that cannot
   * be written only costs time. By default a folder in the {@link #workDirectory}, if there is one.
   */
  public SlipwayBuilder cacheDirectory(Path directory) {
    this.cacheDirectory = directory;
    return this;
  }

  /**
   * Whether the sessions of a webapp survive its undeployment and the end of the container, until
   * it is deployed at the same context path again. On by default, but without effect unless there
   * is a {@link #workDirectory} to keep them in.
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
   * stays the caller's, who closes it after the container.
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
   * {@link #sharedLibraries}, and is looked for when the data source is first used or the webapp
   * says by a {@code resource-ref} or {@code @Resource} that it will be.
   *
   * <p>If there is but one, it is {@code java:comp/DefaultDataSource} too.
   *
   * @param definition its class is one of {@code java.sql.Driver} or {@code javax.sql.DataSource};
   *     where it is empty, a driver is found by the url
   */
  public SlipwayBuilder dataSource(DataSourceDef definition) {
    dataSources.add(definition);
    return this;
  }

  /**
   * Jars that every webapp with a class loader of its own sees, behind its own classes: JDBC
   * drivers, for instance.
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
   * Bytes of a request body that are kept while its user logs in by form; a larger one is answered
   * 413. 65536 by default.
   */
  public SlipwayBuilder maxSavedBody(int bytes) {
    this.maxSavedBody = bytes;
    return this;
  }

  /**
   * What stands in front of all webapps: access log, limits of connections and requests,
   * compression and the like.
   */
  public SlipwayBuilder pipeline(PipelineOptions options) {
    this.pipeline = options;
    return this;
  }

  /** How a webapp may change what stands in front of it. By default it may not. */
  public SlipwayBuilder webappPipeline(WebappPipeline perWebapp) {
    this.webappPipeline = perWebapp;
    return this;
  }

  /** How pages are compiled, where the module for them is there. */
  public SlipwayBuilder pages(PageOptions options) {
    this.pages = options;
    return this;
  }

  /**
   * Where the modules are looked for, by {@link java.util.ServiceLoader}, that webapps do not see:
   * metrics and connection pools. Asked when a setting or a webapp wants one. By default the loader
   * of the container's own classes.
   */
  public SlipwayBuilder modules(Supplier<ClassLoader> loader) {
    this.modules = loader;
    return this;
  }

  /** IO threads, buffers, and how the container ends. */
  public SlipwayBuilder serverOptions(ServerOptions options) {
    this.serverOptions = options;
    return this;
  }

  /** How servlets get their threads; closed with the container. */
  public SlipwayBuilder threads(ThreadStrategy strategy) {
    this.threads = strategy;
    return this;
  }

  /**
   * Whether a webapp that cannot be deployed leaves the others running, instead of ending the
   * start. Off by default.
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
   * Deploys the webapps, opens the listeners, and returns when every listener accepts. Webapps are
   * deployed side by side, on other threads too, which have the caller's context class loader; one
   * after another where they may have each other's context. Later calls of the builder change
   * nothing of the container.
   *
   * @throws DeploymentException if webapps cannot be deployed and {@link #keepGoing} is off, of the
   *     first, with those of the others suppressed in it; nothing is left running
   * @throws ListenException if a listener cannot be opened, also for the files of its certificates;
   *     nothing is left running
   */
  public Slipway start() {
    return Server.start(new SlipwayBuilder(this));
  }
}
