package io.slipway.runtime;

import io.slipway.model.ListenerDef;
import io.slipway.resource.DefaultServlet;
import io.slipway.security.WebappSecurity;
import io.slipway.session.Sessions;
import io.slipway.spi.Component;
import io.slipway.spi.ComponentFactory;
import io.slipway.spi.RequestScope;
import io.slipway.spi.WebappFeature;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.SessionTrackingMode;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A webapp from its initialisation to its end. The deployer calls, on one thread and in this order:
 * {@link #use} for each feature, the webapp's initializers, {@link #startListeners}, {@link
 * #freeze}, {@link #loadServlets}; requests may come then; and in the end, whatever had been
 * reached, {@link #stop}. The webapp's class loader is in context during all of them.
 */
public final class WebappLifecycle {
  private final WebappSetup setup;
  private final Window window = new Window();
  private final Features features;
  private final Components components;
  private final WebappContext context;
  private final Listeners listeners;
  private final Sessions sessions;
  private final Holders holders;

  public WebappLifecycle(WebappSetup setup) {
    this.setup = setup;
    this.features =
        new Features(setup.label(), new AnnotatedComponents(setup.model(), setup.injector()));
    this.components = new Components(setup.classLoader(), features, setup.pageServlet());
    this.context = new WebappContext(setup, components, window);
    this.listeners = context.listeners();
    this.sessions =
        new Sessions(
            context,
            listeners,
            context.cookies(),
            setup.context().requests().maxSessions(),
            setup.model().distributable(),
            setup.sessionStore());
    this.holders = new Holders(context, components);
    showComponents();
    provideServlets();
  }

  public ServletContext servletContext() {
    return context;
  }

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

  /** Those that every webapp has. */
  private void provideServlets() {
    registrations()
        .provide(
            Registrations.DEFAULT,
            components ->
                Component.of(new DefaultServlet(setup.files(), context::namedResponseEncoding)));
    registrations().provide(Registrations.JSP, Components::page);
  }

  /** A listener that an embedder declares, which then counts as if a descriptor did. */
  public void declareListener(EventListener listener) {
    listeners.add(Component.of(listener));
  }

  /**
   * Makes the declared listeners, all of them, then tells the context listeners: Servlet 6.1,
   * 11.3.2.
   */
  public void startListeners() throws ServletException {
    List<Component<? extends EventListener>> declared = new ArrayList<>();
    for (ListenerDef def : setup.model().listeners()) {
      Class<?> type = components.load(def.className());
      if (!EventListener.class.isAssignableFrom(type) || !Listeners.isListener(type)) {
        throw new ServletException(
            def.origin()
                + ": "
                + def.className()
                + " is none of the kinds of listener that the specification has");
      }
      declared.add(components.make(type.asSubclass(EventListener.class)));
    }
    listeners.addDeclared(declared);
    window.contextListenersBegin();
    listeners.contextInitialized();
  }

  /** Ends registration, makes filters and servlets ready, compiles the tables. */
  public WebappRuntime freeze() throws ServletException {
    window.close();
    features.innermost().forEach(l -> listeners.add(Component.of(l)));
    int minutes = context.getSessionTimeout();
    sessions.start(context.getEffectiveSessionTrackingModes(), Math.max(0, minutes * 60));
    holders.makeServlets(registrations().servlets().values());
    WebappSecurity security = security();
    holders.startFilters(registrations().filters().values());
    RequestScope requestScope = features.requestScope();
    WebappRuntime runtime =
        new WebappRuntime(
            setup,
            components,
            context,
            sessions,
            security,
            requestScope,
            new Routes(
                registrations(), holders, setup.model().welcomeFiles(), setup.files().resources()),
            fileLane(security, requestScope));
    context.initialized(runtime);
    return runtime;
  }

  private WebappSecurity security() {
    Set<String> roles = new LinkedHashSet<>(setup.model().roles());
    roles.addAll(context.registrar().roles());
    return WebappSecurity.create(
        registrations().constraints(),
        setup.model().login(),
        setup.model().denyUncoveredHttpMethods(),
        roles,
        setup.security());
  }

  /** Null where somebody may want to hear of requests for files. */
  private @Nullable FileLane fileLane(
      WebappSecurity security, @Nullable RequestScope requestScope) {
    ServletHolder servlet = holders.servlet(Registrations.DEFAULT);
    return servlet == null
            || !registrations().isProvided(Registrations.DEFAULT)
            || requestScope != null
            || listeners.wantsRequests()
            || context.getEffectiveSessionTrackingModes().contains(SessionTrackingMode.SSL)
        ? null
        : new FileLane(servlet, setup.files(), security, sessions);
  }

  /** {@code load-on-startup}: Servlet 6.1, 14.4. */
  public void loadServlets() throws ServletException {
    holders.loadServlets(registrations().servlets().values());
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

  private Registrations registrations() {
    return context.registrar().registrations();
  }
}
