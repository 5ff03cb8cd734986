package io.slipway.runtime;

import io.slipway.http.AppContext;
import io.slipway.http.Dispatch;
import io.slipway.http.ErrorDispatch;
import io.slipway.http.RequestCount;
import io.slipway.http.RequestOptions;
import io.slipway.http.SecuritySupport;
import io.slipway.model.ContextPath;
import io.slipway.model.ListenerDef;
import io.slipway.model.RequestTarget;
import io.slipway.model.WebApp;
import io.slipway.naming.ResourceInjector;
import io.slipway.resource.DefaultServlet;
import io.slipway.resource.StaticFiles;
import io.slipway.resource.WebappResources;
import io.slipway.security.SecurityOptions;
import io.slipway.security.WebappSecurity;
import io.slipway.session.CookieConfig;
import io.slipway.session.SessionStore;
import io.slipway.session.Sessions;
import io.slipway.spi.Component;
import io.slipway.spi.ComponentFactory;
import io.slipway.spi.IdentityStore;
import io.slipway.spi.RequestScope;
import io.slipway.spi.WebappFeature;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.SessionTrackingMode;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webapp from its initialisation to its end, and as its requests see it. The deployer calls, on
 * one thread and in this order: {@link #provide}, {@link #use} for each feature, its initializers,
 * {@link #startListeners}, {@link #freeze}, {@link #loadServlets}; requests may come then; and in
 * the end, whatever had been reached, {@link #stop}. The webapp's class loader is in context during
 * all of them.
 */
public final class WebappRuntime implements AppContext {
  /**
   * What a webapp is made of.
   *
   * @param contextPath empty for the root context
   * @param displayName instead of the model's; null to leave that
   * @param contextParams over those of the model
   * @param temporaryDirectory exists
   * @param attributes of the context from the beginning
   * @param pageServlet what serves pages, null where nothing does
   * @param sessionStore null where sessions end with the webapp
   */
  public record Setup(
      String contextPath,
      WebApp model,
      @Nullable String displayName,
      Map<String, String> contextParams,
      ClassLoader classLoader,
      WebappResources resources,
      Path temporaryDirectory,
      RequestOptions options,
      Host host,
      Map<String, Object> attributes,
      ResourceInjector injector,
      @Nullable ContainerServlet pageServlet,
      @Nullable IdentityStore identityStore,
      SecurityOptions securityOptions,
      @Nullable SessionStore sessionStore) {}

  private final Setup setup;
  private final Window window = new Window();
  private final WebappContext context;
  private final Listeners listeners;
  private final Sessions sessions;
  private final LocaleEncodings localeEncodings;
  private final Features features;
  private final Holders holders = new Holders();
  private final RequestCount running = new RequestCount();
  private volatile @Nullable Dispatches dispatches;
  private volatile @Nullable WebappSecurity security;
  private @Nullable StaticFiles staticFiles;
  private @Nullable RequestScope requestScope;
  private @Nullable Charset requestEncoding;
  private @Nullable Charset responseEncoding;

  public WebappRuntime(Setup setup) {
    this.setup = setup;
    this.features = new Features(label(), new AnnotatedComponents(setup.model(), setup.injector()));
    this.context = new WebappContext(this, setup, window);
    this.listeners = new Listeners(context);
    this.localeEncodings = new LocaleEncodings(setup.model().localeEncodings());
    this.sessions =
        new Sessions(
            context,
            listeners,
            context.cookies(),
            setup.options().maxSessions(),
            setup.model().distributable(),
            setup.sessionStore());
  }

  // ---- initialisation and end ----

  /**
   * Has a feature take part, before anything else of the webapp begins; closed in {@link #stop}.
   */
  public void use(WebappFeature feature) {
    features.add(feature);
    showComponents();
    feature.outermost().forEach(l -> listeners.addOutermost(Component.of(l)));
  }

  /** For features that make components of other kinds. */
  private void showComponents() {
    context.setAttribute(ComponentFactory.class.getName(), features.components());
  }

  /** Adds the servlets that every webapp has. */
  public void provide(StaticFiles files) {
    showComponents();
    staticFiles = files;
    registrations()
        .provide(
            Registrations.DEFAULT,
            runtime -> Component.of(new DefaultServlet(files, context::namedResponseEncoding)));
    registrations().provide(Registrations.JSP, WebappRuntime::page);
  }

  /** A servlet for pages. */
  Component<? extends Servlet> page() throws ServletException {
    ContainerServlet pages = setup.pageServlet();
    return pages == null ? Component.of(new PagesMissing()) : component(pages.load());
  }

  /**
   * Makes the declared listeners, all of them, then tells the context listeners: Servlet 6.1,
   * 11.3.2.
   */
  public void startListeners() throws ServletException {
    List<Component<? extends EventListener>> declared = new ArrayList<>();
    for (ListenerDef def : setup.model().listeners()) {
      Class<?> type = load(def.className());
      if (!EventListener.class.isAssignableFrom(type) || !Listeners.isListener(type)) {
        throw new ServletException(
            def.origin()
                + ": "
                + def.className()
                + " is of no kind of listener of the specification");
      }
      declared.add(component(type.asSubclass(EventListener.class)));
    }
    listeners.addDeclared(declared);
    window.contextListenersBegin();
    listeners.contextInitialized();
  }

  /** A listener that an embedder declares, which then counts as if a descriptor did. */
  public void declareListener(EventListener listener) {
    listeners.add(Component.of(listener));
  }

  void addListener(Component<? extends EventListener> component, ServletContext shown) {
    listeners.add(component, shown);
  }

  /** Ends registration, makes filters and servlets ready, compiles the tables. */
  public void freeze() throws ServletException {
    window.close();
    features.innermost().forEach(l -> listeners.add(Component.of(l)));
    Registrations registrations = registrations();
    requestScope = features.requestScope();
    requestEncoding = WebappContext.charset(context.getRequestCharacterEncoding());
    responseEncoding = WebappContext.charset(context.namedResponseEncoding());
    int minutes = context.getSessionTimeout();
    sessions.start(context.getEffectiveSessionTrackingModes(), Math.max(0, minutes * 60));
    HolderFactory factory = new HolderFactory(this);
    holders.makeServlets(registrations.servlets().values(), factory);
    WebappSecurity checks = createSecurity(registrations);
    security = checks;
    expectLogins();
    holders.startFilters(registrations.filters().values(), factory);
    Routes routes =
        new Routes(registrations, holders, setup.model().welcomeFiles(), setup.resources());
    dispatches =
        new Dispatches(
            this,
            routes,
            new CompiledChain(new FilterHolder[0], factory.hidden()),
            new ErrorPageTable(setup.model().errorPages()),
            fileLane(registrations, checks));
  }

  /** Null where somebody may want to hear of requests for files. */
  private @Nullable FileLane fileLane(Registrations registrations, WebappSecurity checks) {
    StaticFiles files = staticFiles;
    ServletHolder servlet = holders.servlet(Registrations.DEFAULT);
    return files == null
            || servlet == null
            || !registrations.isProvided(Registrations.DEFAULT)
            || requestScope != null
            || listeners.wantsRequests()
            || context.getEffectiveSessionTrackingModes().contains(SessionTrackingMode.SSL)
        ? null
        : new FileLane(servlet, files, checks, sessions);
  }

  private WebappSecurity createSecurity(Registrations registrations) {
    Set<String> roles = new LinkedHashSet<>(setup.model().roles());
    roles.addAll(context.registrar().roles());
    return WebappSecurity.create(
        registrations.constraints(),
        setup.model().login(),
        setup.model().denyUncoveredHttpMethods(),
        roles,
        setup.identityStore(),
        setup.securityOptions());
  }

  /** Those of the sessions that are there already. */
  private void expectLogins() {
    WebappSecurity checks = security;
    if (checks != null && sessions.haveNote(WebappSecurity.LOGIN)) {
      checks.expectLogins();
    }
  }

  /** {@code load-on-startup}: Servlet 6.1, 14.4. */
  public void loadServlets() throws ServletException {
    holders.loadServlets(registrations().servlets().values());
  }

  /** Goes on with the sessions of the version that ran before, logins included. */
  public void takeSessionsOf(WebappRuntime before) {
    sessions.takeOver(before.sessions);
    expectLogins();
  }

  /** Ends whatever has begun, in reverse. Never throws; the requests have ended before. */
  public void stop() {
    window.close();
    holders.destroy();
    sessions.stop();
    listeners.contextDestroyed();
    context.registrar().releaseUnused();
    features.close();
    context.dropAttributes();
  }

  // ---- what the parts of the runtime ask ----

  WebApp model() {
    return setup.model();
  }

  @Override
  public boolean draining() {
    return setup.host().draining();
  }

  Host host() {
    return setup.host();
  }

  String label() {
    return ContextPath.label(setup.contextPath());
  }

  private Registrations registrations() {
    return context.registrar().registrations();
  }

  Class<?> load(String className) throws ServletException {
    try {
      return Class.forName(className, false, setup.classLoader());
    } catch (ClassNotFoundException | LinkageError failure) {
      throw new ServletException("Class " + className + " cannot be loaded: " + failure, failure);
    }
  }

  <T> Component<T> component(Class<T> type) throws ServletException {
    try {
      return features.components().create(type);
    } catch (ServletException | RuntimeException failure) {
      throw failure;
    } catch (Exception | LinkageError failure) {
      throw new ServletException(type.getName() + " cannot be made: " + failure, failure);
    }
  }

  @Nullable WebappRuntime neighbour(String path) {
    if (path == null || !path.startsWith("/")) {
      return null;
    }
    WebappRuntime found = host().webappFor(path);
    if (found == null || found == this) {
      return found;
    }
    return host().crossContext() ? found : null;
  }

  /** Names of servlets that are the webapp's, in order of declaration. */
  public List<String> servletNames() {
    return registrations().servlets().keySet().stream()
        .filter(n -> !registrations().isProvided(n))
        .toList();
  }

  public int filterCount() {
    return registrations().filters().size();
  }

  public String displayName() {
    String name = context.getServletContextName();
    return name == null ? label() : name;
  }

  // ---- dispatches ----

  /**
   * @throws IllegalStateException while the webapp is being initialised
   */
  Dispatches dispatches() {
    Dispatches compiled = dispatches;
    if (compiled == null) {
      throw new IllegalStateException(label() + " has not been initialised yet");
    }
    return compiled;
  }

  @Nullable RequestDispatcher namedDispatcher(String name) {
    ServletDeclaration servlet = registrations().servlet(name);
    return servlet == null || servlet.isPreliminary() ? null : PathDispatcher.toServlet(this, name);
  }

  @Override
  public @Nullable RequestDispatcher dispatcher(String path) {
    RequestTarget target = Dispatches.target(path);
    return target == null ? null : PathDispatcher.toPath(this, target);
  }

  @Override
  public @Nullable ErrorDispatch errorDispatch(
      int status, @Nullable Throwable failure, Dispatch failed) {
    return dispatches().toErrorPage(status, failure, failed);
  }

  @Override
  public Dispatch asyncDispatch(String path, Dispatch from) {
    return dispatches().toAsync(path, from);
  }

  @Override
  public @Nullable AppContext appOf(ServletContext other) {
    if (other instanceof WebappContext own) {
      return own.runtime() == this || host().crossContext() ? own.runtime() : null;
    }
    return null;
  }

  // ---- AppContext ----

  @Override
  public ServletContext servletContext() {
    return context;
  }

  @Override
  public String contextPath() {
    return setup.contextPath();
  }

  @Override
  public ClassLoader classLoader() {
    return setup.classLoader();
  }

  @Override
  public RequestOptions options() {
    return setup.options();
  }

  @Override
  public @Nullable Charset requestEncoding() {
    return requestEncoding;
  }

  @Override
  public @Nullable Charset responseEncoding() {
    return responseEncoding;
  }

  @Override
  public @Nullable Charset encodingOf(Locale locale) {
    return localeEncodings.of(locale);
  }

  @Override
  public Path temporaryDirectory() {
    return setup.temporaryDirectory();
  }

  /** How the webapp wants its session cookie. */
  public CookieConfig sessionCookie() {
    return context.cookies();
  }

  @Override
  public Sessions sessions() {
    return sessions;
  }

  @Override
  public SecuritySupport security() {
    SecuritySupport ready = security;
    if (ready == null) {
      throw new IllegalStateException(label() + " has not been initialised yet");
    }
    return ready;
  }

  @Override
  public Listeners listeners() {
    return listeners;
  }

  @Override
  public RequestCount running() {
    return running;
  }

  @Override
  public @Nullable RequestScope requestScope() {
    return requestScope;
  }

  @Override
  public <T> T instantiate(Class<T> type) throws ServletException {
    return component(type).instance();
  }
}
