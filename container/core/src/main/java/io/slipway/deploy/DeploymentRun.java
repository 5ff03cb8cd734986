package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.descriptor.JavaCheck;
import io.slipway.descriptor.WebAppReader;
import io.slipway.descriptor.WebappFiles;
import io.slipway.model.ContextPath;
import io.slipway.model.MergeResult;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.model.WebApp;
import io.slipway.naming.ResourceInjector;
import io.slipway.naming.WebappNames;
import io.slipway.resource.StaticFiles;
import io.slipway.resource.WebappResources;
import io.slipway.runtime.Host;
import io.slipway.runtime.WebappLifecycle;
import io.slipway.runtime.WebappRuntime;
import io.slipway.runtime.WebappSetup;
import io.slipway.session.FileSessionStore;
import io.slipway.session.SessionStore;
import io.slipway.spi.ConnectionPooling;
import io.slipway.spi.DerivedFiles;
import io.slipway.spi.Feature;
import io.slipway.spi.WebappFeature;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One deployment: its steps in order, and what they hand on. */
final class DeploymentRun {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  private final Deployer.Settings settings;
  private final Host host;
  private final WorkFolders folders;
  private final DeploymentPlan plan;
  private final Opened opened;
  private final Phases phases = new Phases();

  /** What is wrong, or odd, with the webapp; in the order in which it was found. */
  private final List<Problem> seen = new ArrayList<>();

  DeploymentRun(
      Deployer.Settings settings,
      Host host,
      WorkFolders folders,
      DeploymentPlan plan,
      Opened opened) {
    this.settings = settings;
    this.host = host;
    this.folders = folders;
    this.plan = plan;
    this.opened = opened;
  }

  /**
   * To be called once.
   *
   * @throws DeployFailure if the webapp is known to be broken before anything of it has run
   * @throws Exception whatever its own code threw; the caller ends what was opened
   */
  Deployment deploy() throws Exception {
    Path root = root();
    if (root != null) {
      plan.front().look(root, seen::add);
    }
    WebappFiles files = files(root);
    ClassIndex index = ClassIndex.of(files, settings.indexes());
    phases.end("index");
    WebApp model = read(files, index);
    phases.end("descriptors");
    String contextPath =
        plan.fallback()
            ? model.defaultContextPath().orElse(plan.contextPath())
            : plan.contextPath();
    WebappFeatureContext view =
        new WebappFeatureContext(
            model, index, root, files, settings.pages(), settings.loaders().libraries());
    FeatureChoice chosen = FeatureChoice.of(settings, plan, view);
    List<Feature> features = chosen.features();
    SharedPackages shared = SharedPackages.of(settings.features(), chosen.modules());
    ClassLoader loader = loader(contextPath, files, shared);
    Thread.currentThread().setContextClassLoader(loader);
    Initializers initializers = new Initializers(files, index, model, shared, loader);
    lookAtClasses(model, index, loader, initializers.names());
    WebappNames names = names(contextPath, model, features, loader);
    WebappResources resources =
        WebappResources.open(root, files.libraries(), settings.files().followLinks());
    opened.add(resources);
    WebappLifecycle webapp =
        new WebappLifecycle(
            setup(contextPath, model, chosen.modules(), loader, names, staticFiles(resources)));
    DerivedFiles derived = derived(contextPath);
    opened.add(webapp::stop);
    webapp.servletContext().setAttribute(DerivedFiles.class.getName(), derived);
    begin(features, view, webapp);
    phases.end("class loader");
    runInitializers(initializers, features, view, webapp);
    phases.end("initializers");
    webapp.startListeners();
    for (Feature feature : features) {
      feature.complete(webapp.servletContext());
    }
    phases.end("listeners");
    WebappRuntime runtime = webapp.freeze();
    webapp.loadServlets();
    phases.end("servlets");
    seen.forEach(w -> LOG.warnf("%s: %s", ContextPath.label(plan.contextPath()), w));
    LOG.debugf("%s: %s ms", ContextPath.label(plan.contextPath()), phases.all());
    return new Deployment(runtime, opened, phases.all(), seen);
  }

  /**
   * Errors are told later, with the classes that are missing and the names that cannot be bound,
   * unless nobody can know of those.
   */
  private WebApp read(WebappFiles files, ClassIndex index) throws DeployFailure {
    MergeResult result = WebAppReader.read(files, index);
    seen.addAll(result.problems());
    if (seen.stream().anyMatch(p -> p.code().equals(Problem.UNREADABLE_FILE))) {
      requireNoError();
    }
    return result.app();
  }

  /** Before any of them is loaded. */
  private void lookAtClasses(
      WebApp model, ClassIndex index, ClassLoader loader, Set<String> initializers) {
    List<DeclaredClass> declared = DeclaredClass.of(model);
    seen.addAll(MissingClasses.of(declared, index, loader));
    Map<String, Problem.Severity> needed = new HashMap<>();
    initializers.forEach(name -> needed.put(name, Problem.Severity.ERROR));
    declared.forEach(
        one ->
            needed.merge(
                one.className(), one.severity(), (a, b) -> a == Problem.Severity.ERROR ? a : b));
    seen.addAll(JavaCheck.of(index, Runtime.version().feature(), needed));
    seen.addAll(MissingTechnologies.of(index, loader));
  }

  private void requireNoError() throws DeployFailure {
    if (seen.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR)) {
      throw new DeployFailure(seen, null);
    }
  }

  private @Nullable Path root() throws IOException, DeployFailure {
    Path root = plan.content().root();
    if (root == null || Files.isDirectory(root)) {
      return root;
    }
    if (!Files.isRegularFile(root)) {
      throw failure("war", root, "This is neither a folder nor a file", "remove it");
    }
    if (!Files.isReadable(root)) {
      throw failure(Problem.UNREADABLE_FILE, root, "Cannot read the file", "check its permissions");
    }
    Path folder = own("webapps", plan.contextPath());
    try {
      WarFile.unpack(root, folder);
    } catch (ZipException unusable) {
      throw failure(
          "war",
          root,
          "This is not a WAR, or not all of one: " + unusable.getMessage(),
          "replace the file");
    }
    return folder;
  }

  /** For what cannot be found out before this is mended. */
  private static DeployFailure failure(String code, Path at, String message, String fix) {
    return new DeployFailure(
        List.of(Problem.error(code, Origin.of(at.toString()), message, fix)), null);
  }

  /** A folder that only this deployment has, deleted with it. */
  private Path own(String kind, String contextPath) throws IOException {
    Path folder = folders.next(kind, contextPath);
    opened.add(() -> Folders.delete(folder));
    return folder;
  }

  private DerivedFiles derived(String contextPath) throws IOException {
    DerivedFolder derived = new DerivedFolder(own("derived", contextPath), kept());
    opened.add(derived);
    return derived;
  }

  /** Nowhere where nobody knows which classes a webapp has, or it has no files. */
  private DerivedFolder.@Nullable Kept kept() {
    DeploymentPlan.Content content = plan.content();
    DerivedCache cache = settings.derived();
    if (cache == null || content.root() == null || content.classLoader() != null) {
      return null;
    }
    Path webapp = content.root().toAbsolutePath().normalize();
    List<Path> sources = new ArrayList<>(List.of(webapp));
    sources.addAll(content.classes());
    sources.addAll(content.libraries());
    if (settings.loaders().libraries() instanceof LibraryLoader shared) {
      sources.addAll(shared.jars());
    }
    return new DerivedFolder.Kept(cache, webapp, sources);
  }

  private WebappFiles files(@Nullable Path root) throws IOException, DeployFailure {
    WebappFiles own =
        root == null ? new WebappFiles(folders.empty(), List.of(), List.of()) : filesOf(root);
    List<Path> classes = new ArrayList<>(plan.content().classes());
    classes.addAll(own.classes());
    List<Path> libraries = new ArrayList<>(own.libraries());
    libraries.addAll(plan.content().libraries());
    return new WebappFiles(own.root(), classes, libraries);
  }

  private static WebappFiles filesOf(Path root) throws IOException, DeployFailure {
    try {
      return WebappFiles.of(root);
    } catch (AccessDeniedException closed) {
      Path folder = Path.of(closed.getFile());
      throw failure(
          Problem.UNREADABLE_FILE,
          folder.equals(root) ? root : root.relativize(folder),
          "Cannot read the folder: " + folder,
          "check its permissions");
    }
  }

  private ClassLoader loader(String contextPath, WebappFiles files, SharedPackages shared) {
    String name = "webapp " + ContextPath.label(contextPath);
    ClassLoader given = plan.content().classLoader();
    if (given != null) {
      return new GivenLoader(name, given, settings.loaders().container());
    }
    WebappClassLoader loader =
        new WebappClassLoader(
            name,
            files.classes(),
            files.libraries(),
            new ContainerLoader(
                settings.loaders().container(), settings.loaders().libraries(), shared),
            shared);
    opened.add(loader);
    opened.add(() -> LeakWatch.clean(name, loader));
    return loader;
  }

  private WebappNames names(
      String contextPath, WebApp model, List<Feature> features, ClassLoader loader)
      throws DeployFailure {
    Map<String, Supplier<Object>> computed = new HashMap<>();
    features.forEach(f -> computed.putAll(f.names()));
    WebappNames names =
        WebappNames.open(
            new WebappNames.Setup(
                ContextPath.label(contextPath),
                ContextPath.folderName(contextPath),
                model.naming(),
                settings.resources(),
                computed,
                settings.dataSources(),
                this::pooling,
                loader),
            seen::add);
    opened.add(names);
    requireNoError();
    if (loader instanceof WebappClassLoader own) {
      own.names(names);
    } else if (loader instanceof GivenLoader shared) {
      shared.names(names);
    }
    return names;
  }

  /** What pools connections, looked for when there is a data source; null where nothing does. */
  private @Nullable ConnectionPooling pooling() {
    return ServiceLoader.load(ConnectionPooling.class, settings.loaders().modules().get())
        .findFirst()
        .orElse(null);
  }

  private WebappSetup setup(
      String contextPath,
      WebApp model,
      List<FeatureModule> features,
      ClassLoader loader,
      WebappNames names,
      StaticFiles files)
      throws IOException {
    Path temporary = Files.createDirectories(own("tmp", contextPath));
    return new WebappSetup(
        contextPath,
        model,
        plan.context(),
        loader,
        files,
        temporary,
        host,
        new ResourceInjector(names, model.naming(), !model.metadataComplete()),
        features.stream()
            .map(FeatureModule::pageServlet)
            .filter(s -> s != null)
            .findFirst()
            .orElse(null),
        settings.security(),
        sessionStore(contextPath));
  }

  private StaticFiles staticFiles(WebappResources resources) {
    StaticFiles files =
        new StaticFiles(resources, settings.files(), settings.fileMemory(), plan.front().codings());
    opened.add(files);
    return files;
  }

  private @Nullable SessionStore sessionStore(String contextPath) {
    Path folder = folders.sessions();
    return folder == null
        ? null
        : new FileSessionStore(folder, ContextPath.folderName(contextPath));
  }

  private static void begin(
      List<Feature> features, WebappFeatureContext view, WebappLifecycle webapp)
      throws ServletException {
    for (Feature feature : features) {
      WebappFeature begun = feature.begin(view, webapp.servletContext());
      if (begun != null) {
        webapp.use(begun);
      }
    }
  }

  private void runInitializers(
      Initializers found, List<Feature> features, WebappFeatureContext view, WebappLifecycle webapp)
      throws IOException, ServletException {
    List<ServletContainerInitializer> initializers = new ArrayList<>();
    features.forEach(f -> initializers.addAll(f.initializers(view)));
    initializers.addAll(found.find());
    ServletContext context = webapp.servletContext();
    for (ServletContainerInitializer initializer : initializers) {
      found.run(initializer, context);
    }
    plan.listeners().forEach(webapp::declareListener);
    for (ServletContainerInitializer initializer : plan.initializers()) {
      initializer.onStartup(null, context);
    }
  }
}
