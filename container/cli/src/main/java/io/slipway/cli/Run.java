package io.slipway.cli;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.Webapp;
import io.slipway.config.ConfigException;
import io.slipway.config.ContainerOptions;
import io.slipway.config.FileIdentityStore;
import io.slipway.config.HostSetting;
import io.slipway.config.Keys;
import io.slipway.config.Settings;
import io.slipway.model.ContextPath;
import io.slipway.threads.ThreadStrategies;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code slipway run}. */
final class Run {
  private final PrintStream out;
  private final Settings settings;
  private final Arguments arguments;
  private final Path path;
  private final Path users;
  private final Path libraries;
  private final Overlay overlay;
  private final boolean quiet;
  private final HiddenWars hiddenWars = new HiddenWars();

  Run(PrintStream out, Home home, Path conf, Settings settings, Arguments arguments) {
    this.out = out;
    this.settings = settings;
    this.users = conf.resolve("users.yaml");
    this.libraries = conf.resolve("lib");
    this.arguments = arguments;
    this.path = arguments.path().map(Main::path).orElse(home.webapps());
    this.overlay = Overlay.of(arguments);
    this.quiet = arguments.has(Option.QUIET);
  }

  /**
   * Returns when every listener accepts.
   *
   * @throws Failure if nothing is served
   */
  void start() {
    long begun = System.nanoTime();
    // Before anything of Undertow, which the settings of threads and TLS are made of.
    Logging.prepare(quiet);
    Beans.prepare();
    Layout layout = overlay.isEmpty() ? Layout.of(path) : overlay.over(path);
    boolean source = Layout.isSource(path);
    if (source) {
      layout = Layout.one(new SourceFile(path).compile());
    }
    hiddenWars.tell(layout);
    SlipwayBuilder builder = builder(layout);
    Slipway slipway = start(builder);
    // without what a webapp has left in an InheritableThreadLocal of this thread
    Runtime.getRuntime()
        .addShutdownHook(new Thread(null, () -> stop(slipway), "slipway-stop", 0, false));
    List<Webapp> running =
        slipway.webapps().stream().filter(w -> w.state() != Webapp.State.FAILED).toList();
    if (running.isEmpty()) {
      throw Failure.failed("no webapp could be deployed");
    }
    if (source && running.get(0).servlets() + running.get(0).filters() == 0) {
      throw Failure.failed(
          path + ": nothing in it is mapped; put @WebServlet(\"/\") on a servlet in it");
    }
    if (!quiet) {
      report(slipway, running);
    }
    // The one line that other programs wait for.
    out.println(
        "ready at "
            + open(slipway, running)
            + " after "
            + (System.nanoTime() - begun) / 1_000_000
            + " ms ("
            + slipway.threads()
            + ")");
    out.flush();
    watch(slipway, layout, source);
    StartupArchive.wanted().ifPresent(StartupArchive::keep);
  }

  private void watch(Slipway slipway, Layout layout, boolean source) {
    Duration interval = settings.get(Keys.WATCH);
    if (interval.isZero()) {
      return;
    }
    boolean dev = settings.get(Keys.DEV);
    Watch.Present present;
    if (!layout.single()) {
      present = () -> hiddenWars.tell(Layout.several(path)).webapps();
    } else if (source && dev) {
      present = new SourceWatch(new SourceFile(path), layout.webapps().get(0));
    } else {
      List<Path> one = layout.webapps();
      // one that is away for a while is about to be another
      present = () -> one.stream().filter(Files::exists).count() == one.size() ? one : unknown();
    }
    new Watch(slipway, present, dev ? overlay.paths() : null).start(interval);
  }

  private static List<Path> unknown() throws IOException {
    throw new IOException("it is not there");
  }

  private static Slipway start(SlipwayBuilder builder) {
    try {
      return builder.start();
    } catch (DeploymentException e) {
      StringBuilder text = new StringBuilder(e.getMessage());
      for (Throwable other : e.getSuppressed()) {
        text.append(System.lineSeparator()).append("slipway: ").append(other.getMessage());
      }
      throw Failure.failed(
          text.append(System.lineSeparator())
              .append("slipway: nothing is served (--keep-going serves the others)")
              .toString());
    } catch (UncheckedIOException | IllegalArgumentException e) {
      // a port in use, say, or an option of the pipeline that makes no sense; the message names it
      throw Failure.failed(String.valueOf(e.getMessage()));
    }
  }

  private SlipwayBuilder builder(Layout layout) {
    SlipwayBuilder builder =
        Slipway.builder()
            .keepGoing(settings.get(Keys.KEEP_GOING))
            .crossContext(settings.get(Keys.CROSS_CONTEXT))
            .persistentSessions(settings.get(Keys.PERSISTENT_SESSIONS))
            .serverOptions(ContainerOptions.server(settings))
            .threads(ThreadStrategies.best(ContainerOptions.threads(settings)))
            .requestOptions(ContainerOptions.requests(settings))
            .pages(ContainerOptions.pages(settings))
            .maxSavedBody(settings.get(Keys.MAX_SAVED_BODY))
            .pipeline(ContainerOptions.pipeline(settings))
            .staticFiles(ContainerOptions.staticFiles(settings))
            .webappPipeline(ContainerOptions::forWebapp)
            .modules(Libraries::apart);
    try {
      ContainerOptions.listeners(settings, builder);
    } catch (ConfigException e) {
      throw Main.unusable("the settings cannot be used:", e);
    }
    settings.get(Keys.WORK).ifPresent(builder::workDirectory);
    String cache = System.getProperty("slipway.cache", "");
    if (!cache.isEmpty()) {
      builder.cacheDirectory(Path.of(cache).toAbsolutePath());
    }
    ContainerOptions.dataSources(settings).forEach(builder::dataSource);
    builder.sharedLibraries(Layout.jars(libraries));
    if (Files.exists(users)) {
      builder.identityStore(identityStore());
    }
    addWebapps(builder, layout);
    addHosts(builder);
    return builder;
  }

  private void addWebapps(SlipwayBuilder builder, Layout layout) {
    if (layout.single()) {
      String context = context();
      for (Path webapp : layout.webapps()) {
        builder.webapp(context, w -> overlay.addTo(w.folder(webapp)));
      }
    } else if (arguments.has(Option.CONTEXT)) {
      throw Failure.usage(
          "--context is for one webapp, but "
              + path
              + " holds "
              + layout.webapps().size()
              + " of them");
    } else {
      try {
        layout.webapps().forEach(builder::webapp);
      } catch (IllegalArgumentException unusable) {
        throw Failure.failed(String.valueOf(unusable.getMessage()));
      }
    }
  }

  private void addHosts(SlipwayBuilder builder) {
    try {
      builder.hostNames(settings.get(Keys.HOST_NAMES).toArray(String[]::new));
      for (HostSetting host : settings.get(Keys.HOSTS)) {
        Layout layout = layout(host);
        builder.host(
            host.name(),
            content -> {
              content.alias(host.aliases().toArray(String[]::new));
              for (Path webapp : layout.webapps()) {
                if (layout.single()) {
                  content.webapp("/", webapp);
                } else {
                  content.webapp(webapp);
                }
              }
            });
      }
    } catch (IllegalArgumentException e) {
      throw Failure.failed(settings.setting(Keys.HOSTS).source() + ": hosts: " + e.getMessage());
    }
  }

  private Layout layout(HostSetting host) {
    try {
      return hiddenWars.tell(Layout.of(host.webapps()));
    } catch (Failure e) {
      throw Failure.failed(
          settings.setting(Keys.HOSTS).source()
              + ": "
              + Keys.HOSTS
              + ": webapps of "
              + host.name()
              + ": "
              + e.getMessage());
    }
  }

  private FileIdentityStore identityStore() {
    try {
      return new FileIdentityStore(users);
    } catch (ConfigException e) {
      throw Main.unusable("the users cannot be used:", e);
    } catch (IOException e) {
      throw Failure.failed(users + ": cannot be read: " + e.getMessage());
    }
  }

  private String context() {
    String context = arguments.value(Option.CONTEXT).orElse("/");
    try {
      return ContextPath.normalise(context);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--context: " + e.getMessage());
    }
  }

  private void report(Slipway slipway, List<Webapp> running) {
    int width = running.stream().mapToInt(w -> shown(w).length()).max().orElse(1);
    for (Webapp webapp : running) {
      String name = shown(webapp);
      out.println(
          "  "
              + name
              + " ".repeat(width - name.length() + 2)
              + count(webapp.servlets(), "servlet")
              + ", "
              + count(webapp.filters(), "filter")
              + ", "
              + webapp.deployMillis()
              + " ms");
    }
    if (settings.get(Keys.TLS_PORT).isPresent()) {
      out.println("TLS on port " + slipway.httpsPort());
    }
    if (settings.get(Keys.MANAGEMENT_PORT).isPresent()) {
      out.println("management on port " + slipway.managementPort());
    }
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String shown(Webapp webapp) {
    return webapp.host() + ContextPath.label(webapp.contextPath());
  }

  /** The root context if there is one, else the first webapp. */
  private static URI open(Slipway slipway, List<Webapp> running) {
    List<Webapp> own =
        running.stream()
            .filter(w -> slipway.webapp(w.contextPath()).filter(w::equals).isPresent())
            .toList();
    boolean root = own.isEmpty() || own.stream().anyMatch(w -> w.contextPath().isEmpty());
    return slipway.uri(root ? "/" : escaped(own.get(0).contextPath() + "/"));
  }

  private static String escaped(String path) {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException impossible) {
      throw new IllegalArgumentException(impossible);
    }
  }

  private void stop(Slipway slipway) {
    if (!quiet) {
      out.println("stopping");
    }
    slipway.close();
  }
}
