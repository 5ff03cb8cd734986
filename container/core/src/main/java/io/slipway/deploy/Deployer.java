package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.descriptor.IndexCache;
import io.slipway.descriptor.WebAppReader;
import io.slipway.descriptor.WebappFiles;
import io.slipway.model.JspDef;
import io.slipway.model.MergeResult;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.model.WebApp;
import io.slipway.naming.ResourceInjector;
import io.slipway.naming.WebappNames;
import io.slipway.resource.FileMemory;
import io.slipway.resource.FileOptions;
import io.slipway.resource.StaticFiles;
import io.slipway.resource.WebappResources;
import io.slipway.runtime.Host;
import io.slipway.runtime.WebappRuntime;
import io.slipway.security.SecurityOptions;
import io.slipway.session.FileSessionStore;
import io.slipway.session.SessionStore;
import io.slipway.spi.ConnectionPooling;
import io.slipway.spi.Feature;
import io.slipway.spi.IdentityStore;
import io.slipway.spi.PageOptions;
import io.slipway.spi.WebappFeature;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * From a folder to a running webapp: the steps of the design. A webapp is either running in the
 * end, or everything that had begun is ended again and every reason known is in the failure. Thread
 * safe; webapps may be deployed in parallel.
 */
public final class Deployer {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  /**
   * What is the same for all webapps.
   *
   * @param workDirectory exists, writable
   * @param indexes of the whole container
   * @param sessions folder for the sessions of webapps that do not run; null where they end
   * @param container the loader that the container's own classes and features come from
   * @param fileMemory of the whole container
   * @param modules gives the loader that connection pools come from
   * @param libraries of jars that every webapp with a loader of its own sees; belongs to the caller
   * @param resources by JNDI name, what every webapp finds; belong to the embedder
   * @param dataSources made for each webapp that uses them
   */
  public record Settings(
      Path workDirectory,
      IndexCache indexes,
      @Nullable Path sessions,
      ClassLoader container,
      Supplier<ClassLoader> modules,
      ClassLoader libraries,
      List<FeatureModule> features,
      Host host,
      @Nullable IdentityStore identityStore,
      SecurityOptions security,
      Map<String, Object> resources,
      List<DataSourceDef> dataSources,
      FileOptions files,
      FileMemory fileMemory,
      PageOptions pages) {
    public Settings {
      features = List.copyOf(features);
      resources = Map.copyOf(resources);
      dataSources = List.copyOf(dataSources);
    }
  }

  /** Where no fault of a webapp is. */
  private static final List<String> NOT_THE_WEBAPPS =
      List.of("io.slipway.deploy.", "io.slipway.runtime.", "java.", "jdk.");

  private final Settings settings;

  /** How many deployments have had a folder below this one. */
  // guarded by itself
  private final Map<Path, Integer> numbers = new HashMap<>();

  public Deployer(Settings settings) {
    this.settings = settings;
  }

  /** What pools connections, looked for when there is a data source; null where nothing does. */
  private @Nullable ConnectionPooling pooling() {
    return ServiceLoader.load(ConnectionPooling.class, settings.modules().get())
        .findFirst()
        .orElse(null);
  }

  /** Deploys; the webapp takes requests when this returns. */
  public Deployment deploy(DeploymentPlan plan) throws DeployFailure {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    Deployment.Opened opened = new Deployment.Opened();
    try {
      return new Run(plan, opened).deploy();
    } catch (Rejected rejected) {
      opened.close(label(plan));
      throw new DeployFailure(rejected.problems, null);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError failure) {
      opened.close(label(plan));
      throw new DeployFailure(List.of(problem(failure)), failure);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String label(DeploymentPlan plan) {
    return label(plan.contextPath());
  }

  private static String label(String contextPath) {
    return contextPath.isEmpty() ? "/" : contextPath;
  }

  private static String folderName(String contextPath) {
    return contextPath.isEmpty() ? "ROOT" : contextPath.substring(1).replace('/', '#');
  }

  private static Problem problem(Throwable failure) {
    Throwable cause =
        failure instanceof ServletException e && e.getRootCause() != null
            ? e.getRootCause()
            : failure;
    Origin at =
        Arrays.stream(cause.getStackTrace())
            .takeWhile(frame -> !frame.getClassName().equals(Deployer.class.getName()))
            .filter(frame -> NOT_THE_WEBAPPS.stream().noneMatch(frame.getClassName()::startsWith))
            .findFirst()
            .map(frame -> new Origin(frame.getClassName(), frame.getLineNumber()))
            .orElse(Origin.of("start"));
    // the message of an error, such as the name of a class, says nothing by itself
    String message =
        failure instanceof Error || failure.getMessage() == null
            ? failure.toString()
            : failure.getMessage();
    return Problem.error(
        "start-failed",
        at,
        message,
        cause == failure ? "the stack trace is in the log" : "caused by " + cause);
  }

  /** The model could not be made: the reader has said why. */
  private static final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    Rejected(List<Problem> problems) {
      super("rejected");
      this.problems = problems;
    }
  }

  /** One deployment: its steps in order, and what they hand on. */
  private final class Run {
    private final DeploymentPlan plan;
    private final Deployment.Opened opened;
    private final Phases phases = new Phases();

    Run(DeploymentPlan plan, Deployment.Opened opened) {
      this.plan = plan;
      this.opened = opened;
    }

    Deployment deploy() throws Exception {
      Path root = root();
      List<Problem> seen = new ArrayList<>();
      if (root != null) {
        plan.look().at(root, seen::add);
      }
      WebappFiles files = files(root);
      ClassIndex index = ClassIndex.of(files, settings.indexes());
      phases.end("index");
      MergeResult result = WebAppReader.read(files, index);
      if (result instanceof MergeResult.Rejected rejected) {
        seen.addAll(rejected.problems());
        throw new Rejected(seen);
      }
      if (seen.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR)) {
        throw new Rejected(seen);
      }
      MergeResult.Merged merged = (MergeResult.Merged) result;
      WebApp model = PlannedModel.of(merged.app(), plan);
      phases.end("descriptors");
      String contextPath =
          plan.fallback()
              ? model.defaultContextPath().map(Run::context).orElse(plan.contextPath())
              : plan.contextPath();
      WebappFeatureContext view =
          new WebappFeatureContext(model, index, root, files, settings.pages());
      List<FeatureModule> wanted = wanted(view);
      List<FeatureModule> applying =
          settings.features().stream()
              .filter(m -> wanted.contains(m) ? m.feature().appliesTo(view) : m.isEverywhere())
              .toList();
      List<Feature> features =
          Stream.concat(
                  applying.stream().filter(wanted::contains).map(FeatureModule::feature),
                  plan.features().stream().filter(f -> f.appliesTo(view)))
              .toList();
      SharedPackages shared = SharedPackages.of(settings.features(), applying);
      ClassLoader loader = loader(contextPath, files, shared);
      Thread.currentThread().setContextClassLoader(loader);
      seen.addAll(MissingClasses.of(model, index, loader));
      if (seen.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR)) {
        throw new Rejected(seen);
      }
      WebappNames names = names(contextPath, model, features, loader, seen);
      WebappRuntime runtime = runtime(contextPath, root, files, model, applying, loader, names);
      opened.add(runtime::stop);
      begin(features, view, runtime);
      phases.end("class loader");
      runInitializers(runtime, files, index, model, features, view, shared, loader);
      phases.end("initializers");
      runtime.startListeners();
      for (Feature feature : features) {
        feature.complete(runtime.servletContext());
      }
      phases.end("listeners");
      runtime.freeze();
      runtime.loadServlets();
      phases.end("servlets");
      seen.addAll(merged.warnings());
      seen.forEach(w -> LOG.warnf("%s: %s", label(plan), w));
      LOG.debugf("%s: %s ms", label(plan), phases.all());
      return new Deployment(runtime, opened, phases.all(), seen);
    }

    /**
     * The features that are to be asked. One that is everywhere takes part, too, beside another
     * that does, and where there is code that no index shows.
     */
    private List<FeatureModule> wanted(WebappFeatureContext view) {
      List<FeatureModule> wanted =
          settings.features().stream().filter(m -> m.isWantedBy(view)).toList();
      boolean isPlain =
          wanted.isEmpty()
              && plan.classLoader() == null
              && plan.listeners().isEmpty()
              && plan.steps().isEmpty()
              && settings.libraries() == ClassLoader.getPlatformClassLoader()
              && settings.pages().equals(PageOptions.DEFAULT)
              && view.model().jsp().map(JspDef::taglibs).orElse(Map.of()).isEmpty();
      return isPlain
          ? wanted
          : settings.features().stream()
              .filter(m -> m.isEverywhere() || wanted.contains(m))
              .toList();
    }

    private static String context(String declared) {
      String path =
          declared.endsWith("/") ? declared.substring(0, declared.length() - 1) : declared;
      return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
    }

    private @Nullable Path root() throws IOException {
      Path root = plan.root();
      if (root == null || Files.isDirectory(root)) {
        return root;
      }
      if (!Files.isRegularFile(root)) {
        throw new IOException(root + " is neither a folder nor a file");
      }
      Path folder = own("webapps", plan.contextPath());
      WarFile.unpack(root, folder);
      return folder;
    }

    /**
     * A folder that only this deployment has, deleted with it: the version before may still run.
     * The first one at a context path deletes what a container that was killed has left.
     */
    private Path own(String kind, String contextPath) throws IOException {
      Path all = settings.workDirectory().resolve(kind).resolve(folderName(contextPath));
      int number;
      synchronized (numbers) {
        // another webapp that wants the same path may be deployed at the same time
        number = Objects.requireNonNull(numbers.merge(all, 1, Integer::sum));
        if (number == 1) {
          WarFile.delete(all);
        }
      }
      Path folder = all.resolve(Integer.toString(number));
      opened.add(Deployment.deletes(folder));
      return folder;
    }

    private WebappFiles files(@Nullable Path root) throws IOException {
      WebappFiles own =
          root == null ? new WebappFiles(emptyRoot(), List.of(), List.of()) : WebappFiles.of(root);
      List<Path> classes = new ArrayList<>(plan.classes());
      classes.addAll(own.classes());
      List<Path> libraries = new ArrayList<>(own.libraries());
      libraries.addAll(plan.libraries());
      return new WebappFiles(own.root(), classes, libraries);
    }

    private Path emptyRoot() throws IOException {
      return Files.createDirectories(settings.workDirectory().resolve("no-folder"));
    }

    private ClassLoader loader(String contextPath, WebappFiles files, SharedPackages shared) {
      String name = contextPath.isEmpty() ? "webapp /" : "webapp " + contextPath;
      ClassLoader given = plan.classLoader();
      if (given != null) {
        return new GivenLoader(name, given, settings.container());
      }
      WebappClassLoader loader =
          new WebappClassLoader(
              name,
              files.classes(),
              files.libraries(),
              new ContainerLoader(settings.container(), settings.libraries(), shared),
              shared);
      opened.add(loader);
      opened.add(() -> LeakWatch.clean(name, loader));
      return loader;
    }

    private WebappNames names(
        String contextPath,
        WebApp model,
        List<Feature> features,
        ClassLoader loader,
        List<Problem> seen)
        throws Rejected {
      List<Problem> problems = new ArrayList<>();
      Map<String, Supplier<Object>> computed = new HashMap<>();
      features.forEach(f -> computed.putAll(f.names()));
      WebappNames names =
          WebappNames.open(
              new WebappNames.Setup(
                  label(contextPath),
                  folderName(contextPath),
                  model.naming(),
                  settings.resources(),
                  computed,
                  settings.dataSources(),
                  Deployer.this::pooling,
                  loader),
              problems::add);
      opened.add(names);
      seen.addAll(problems);
      if (problems.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR)) {
        throw new Rejected(seen);
      }
      if (loader instanceof WebappClassLoader own) {
        own.names(names);
      } else if (loader instanceof GivenLoader shared) {
        shared.names(names);
      }
      return names;
    }

    private WebappRuntime runtime(
        String contextPath,
        @Nullable Path root,
        WebappFiles files,
        WebApp model,
        List<FeatureModule> features,
        ClassLoader loader,
        WebappNames names)
        throws IOException {
      FileOptions options = settings.files();
      WebappResources resources =
          WebappResources.open(
              root,
              files.libraries(),
              WebappResources.Options.DEFAULT.withFollowLinks(options.followLinks()));
      opened.add(resources);
      StaticFiles staticFiles =
          new StaticFiles(resources, options, settings.fileMemory(), plan.codings().get());
      opened.add(staticFiles);
      Path temporary = Files.createDirectories(own("tmp", contextPath));
      WebappRuntime runtime =
          new WebappRuntime(
              new WebappRuntime.Setup(
                  contextPath,
                  model,
                  loader,
                  resources,
                  temporary,
                  plan.options(),
                  settings.host(),
                  plan.attributes(),
                  new ResourceInjector(names, model.naming(), !model.metadataComplete()),
                  features.stream()
                      .map(FeatureModule::pageServlet)
                      .filter(s -> s != null)
                      .findFirst()
                      .orElse(null),
                  settings.identityStore(),
                  settings.security(),
                  sessionStore(contextPath)));
      runtime.provide(staticFiles);
      return runtime;
    }

    private @Nullable SessionStore sessionStore(String contextPath) {
      Path folder = settings.sessions();
      return folder == null ? null : new FileSessionStore(folder, folderName(contextPath));
    }

    private static void begin(
        List<Feature> features, WebappFeatureContext view, WebappRuntime runtime)
        throws ServletException {
      for (Feature feature : features) {
        WebappFeature begun = feature.begin(view, runtime.servletContext());
        if (begun != null) {
          runtime.use(begun);
        }
      }
    }

    private void runInitializers(
        WebappRuntime runtime,
        WebappFiles files,
        ClassIndex index,
        WebApp model,
        List<Feature> features,
        WebappFeatureContext view,
        SharedPackages shared,
        ClassLoader loader)
        throws IOException, ServletException {
      List<ServletContainerInitializer> initializers = new ArrayList<>();
      features.forEach(f -> initializers.addAll(f.initializers(view)));
      initializers.addAll(Initializers.find(files, model, shared, loader));
      ServletContext context = runtime.servletContext();
      for (ServletContainerInitializer initializer : initializers) {
        Initializers.run(initializer, index, model, context);
      }
      plan.listeners().forEach(runtime::declareListener);
      for (DeploymentPlan.Step step : plan.steps()) {
        step.run(context);
      }
    }
  }
}
