package io.slipway.runtime;

import io.slipway.model.RequestTarget;
import io.slipway.model.WebApp;
import io.slipway.resource.MimeTypes;
import io.slipway.session.CookieConfig;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.descriptor.JspConfigDescriptor;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ServletContext} of a webapp: Servlet 6.1, 4. A front; registrations, listeners,
 * dispatchers and files are behind it. Thread safe, except for registration, which is for the
 * thread that initialises the webapp.
 */
public final class WebappContext implements ServletContext {
  private static final Logger LOG = Logger.getLogger("io.slipway.webapp");

  /** Of sessions, where neither descriptor nor code says otherwise. */
  private static final int DEFAULT_TIMEOUT_MINUTES = 30;

  private final WebappSetup setup;
  private final WebApp model;
  private final @Nullable String name;
  private final Window window;
  private final Listeners listeners = new Listeners(this);
  private final ContextRegistrar registrar;
  private final CookieConfig cookies;
  private final ContextFiles files;
  private final MimeTypes mimeTypes;
  private final Map<String, String> initParams = new ConcurrentHashMap<>();
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private volatile @Nullable Set<SessionTrackingMode> trackingModes;
  private volatile int sessionTimeoutMinutes;
  private volatile @Nullable String requestEncoding;
  private final @Nullable String containerEncoding;
  private volatile @Nullable String responseEncoding;

  /** Null until the webapp has been initialised. */
  private volatile @Nullable WebappRuntime runtime;

  WebappContext(WebappSetup setup, Components components, Window window) {
    this.setup = setup;
    this.model = setup.model();
    ContextOptions options = setup.context();
    this.name =
        options.displayName() == null ? model.displayName().orElse(null) : options.displayName();
    this.window = window;
    this.files = new ContextFiles(setup.label(), setup.files().resources());
    this.mimeTypes = MimeTypes.with(model.mimeMappings());
    this.cookies = new CookieConfig(model.session().cookie(), window::requireOpen);
    this.registrar = new ContextRegistrar(this, components, window, model);
    initParams.putAll(model.contextParams());
    initParams.putAll(options.params());
    trackingModes =
        model.session().trackingModes().isEmpty() ? null : model.session().trackingModes();
    sessionTimeoutMinutes = model.session().timeoutMinutes().orElse(DEFAULT_TIMEOUT_MINUTES);
    Charset charset = options.requests().charset();
    String encoding = charset == null ? null : charset.name();
    requestEncoding = model.requestEncoding().orElse(encoding);
    containerEncoding = encoding;
    responseEncoding = model.responseEncoding().orElse(null);
    attributes.put(TEMPDIR, setup.temporaryDirectory().toFile());
    model.orderedLibs().ifPresent(libs -> attributes.put(ORDERED_LIBS, List.copyOf(libs)));
    attributes.putAll(options.attributes());
  }

  ContextRegistrar registrar() {
    return registrar;
  }

  Listeners listeners() {
    return listeners;
  }

  void initialized(WebappRuntime webapp) {
    runtime = webapp;
  }

  /**
   * @throws IllegalStateException while the webapp is being initialised
   */
  WebappRuntime runtime() {
    WebappRuntime ready = runtime;
    if (ready == null) {
      throw new IllegalStateException(setup.label() + " has not been initialised yet");
    }
    return ready;
  }

  CookieConfig cookies() {
    return cookies;
  }

  void dropAttributes() {
    attributes.clear();
  }

  // ---- who and where ----

  @Override
  public String getContextPath() {
    return setup.contextPath();
  }

  @Override
  public @Nullable ServletContext getContext(String path) {
    if (path == null || !path.startsWith("/")) {
      return null;
    }
    WebappRuntime found = setup.host().webappFor(path);
    ServletContext context = found == null ? null : found.servletContext();
    return context != null && mayReach(context) ? context : null;
  }

  /** Whether dispatches may go there from here. */
  boolean mayReach(ServletContext other) {
    return other == this || setup.host().crossContext();
  }

  @Override
  public int getMajorVersion() {
    return 6;
  }

  @Override
  public int getMinorVersion() {
    return 1;
  }

  @Override
  public int getEffectiveMajorVersion() {
    return model.majorVersion();
  }

  @Override
  public int getEffectiveMinorVersion() {
    return model.minorVersion();
  }

  @Override
  public String getServerInfo() {
    return setup.host().serverInfo();
  }

  @Override
  public @Nullable String getServletContextName() {
    return name;
  }

  @Override
  public String getVirtualServerName() {
    return setup.host().virtualServerName();
  }

  @Override
  public ClassLoader getClassLoader() {
    return setup.classLoader();
  }

  @Override
  public void log(String message) {
    LOG.infof("%s: %s", setup.label(), message);
  }

  @Override
  public void log(String message, Throwable failure) {
    LOG.errorf(failure, "%s: %s", setup.label(), message);
  }

  // ---- files ----

  @Override
  public @Nullable String getMimeType(String file) {
    return file == null ? null : mimeTypes.of(file);
  }

  @Override
  public @Nullable Set<String> getResourcePaths(String path) {
    return files.paths(path);
  }

  @Override
  public @Nullable URL getResource(String path) throws MalformedURLException {
    return files.url(path);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String path) {
    return files.open(path);
  }

  @Override
  public @Nullable String getRealPath(String path) {
    return files.realPath(path);
  }

  // ---- dispatchers ----

  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(String path) {
    if (path == null) {
      return null;
    }
    if (!path.startsWith("/") && !path.isEmpty()) {
      throw new IllegalArgumentException("\"" + path + "\" does not begin with a slash");
    }
    return dispatcher(path);
  }

  /** Null where the path leads out of the webapp. */
  @Nullable RequestDispatcher dispatcher(String path) {
    RequestTarget target = Dispatches.target(path);
    return target == null ? null : PathDispatcher.toPath(this, target);
  }

  @Override
  public @Nullable RequestDispatcher getNamedDispatcher(String name) {
    ServletDeclaration servlet = name == null ? null : registrar.registrations().servlet(name);
    return servlet == null || servlet.isPreliminary() ? null : PathDispatcher.toServlet(this, name);
  }

  // ---- parameters and attributes ----

  @Override
  public @Nullable String getInitParameter(String name) {
    return initParams.get(Objects.requireNonNull(name, "name"));
  }

  @Override
  public Enumeration<String> getInitParameterNames() {
    return Collections.enumeration(initParams.keySet());
  }

  @Override
  public boolean setInitParameter(String name, String value) {
    Objects.requireNonNull(name, "name");
    window.requireOpen("setInitParameter");
    return initParams.putIfAbsent(name, value) == null;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(Objects.requireNonNull(name, "name"));
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return Collections.enumeration(Set.copyOf(attributes.keySet()));
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    Objects.requireNonNull(name, "name");
    if (value == null) {
      removeAttribute(name);
      return;
    }
    Object old = attributes.put(name, value);
    listeners.contextAttributeSet(name, old, value);
  }

  @Override
  public void removeAttribute(String name) {
    Object old = attributes.remove(name);
    if (old != null) {
      listeners.contextAttributeRemoved(name, old);
    }
  }

  // ---- registration ----

  @Override
  public ServletRegistration.@Nullable Dynamic addServlet(String name, String className) {
    return registrar.addServlet(name, className);
  }

  @Override
  public ServletRegistration.@Nullable Dynamic addServlet(String name, Servlet servlet) {
    return registrar.addServlet(name, servlet);
  }

  @Override
  public ServletRegistration.@Nullable Dynamic addServlet(
      String name, Class<? extends Servlet> type) {
    return registrar.addServlet(name, type);
  }

  @Override
  public ServletRegistration.@Nullable Dynamic addJspFile(String name, String page) {
    return registrar.addJspFile(name, page);
  }

  @Override
  public <T extends Servlet> T createServlet(Class<T> type) throws ServletException {
    window.requireOpen("createServlet");
    return registrar.create(type);
  }

  @Override
  public @Nullable ServletRegistration getServletRegistration(String name) {
    return registrar.registrations().servlet(name);
  }

  @Override
  public Map<String, ? extends ServletRegistration> getServletRegistrations() {
    return registrar.registrations().servlets();
  }

  @Override
  public FilterRegistration.@Nullable Dynamic addFilter(String name, String className) {
    return registrar.addFilter(name, className);
  }

  @Override
  public FilterRegistration.@Nullable Dynamic addFilter(String name, Filter filter) {
    return registrar.addFilter(name, filter);
  }

  @Override
  public FilterRegistration.@Nullable Dynamic addFilter(String name, Class<? extends Filter> type) {
    return registrar.addFilter(name, type);
  }

  @Override
  public <T extends Filter> T createFilter(Class<T> type) throws ServletException {
    window.requireOpen("createFilter");
    return registrar.create(type);
  }

  @Override
  public @Nullable FilterRegistration getFilterRegistration(String name) {
    return registrar.registrations().filter(name);
  }

  @Override
  public Map<String, ? extends FilterRegistration> getFilterRegistrations() {
    return registrar.registrations().filters();
  }

  @Override
  public void addListener(String className) {
    registrar.addListener(className);
  }

  @Override
  public <T extends EventListener> void addListener(T listener) {
    registrar.addListener(listener);
  }

  @Override
  public void addListener(Class<? extends EventListener> type) {
    registrar.addListener(type);
  }

  @Override
  public <T extends EventListener> T createListener(Class<T> type) throws ServletException {
    window.requireOpen("createListener");
    ContextRegistrar.requireListener(type);
    return registrar.create(type);
  }

  @Override
  public void declareRoles(String... names) {
    window.requireOpen("declareRoles");
    registrar.declareRoles(names);
  }

  @Override
  public @Nullable JspConfigDescriptor getJspConfigDescriptor() {
    return model.jsp().map(JspConfig::new).orElse(null);
  }

  // ---- sessions and encodings ----

  @Override
  public SessionCookieConfig getSessionCookieConfig() {
    return cookies;
  }

  @Override
  public void setSessionTrackingModes(Set<SessionTrackingMode> modes) {
    window.requireOpen("setSessionTrackingModes");
    if (modes.contains(SessionTrackingMode.SSL) && modes.size() > 1) {
      throw new IllegalArgumentException(
          "Session tracking by SSL cannot be combined with another mode");
    }
    trackingModes = Set.copyOf(modes);
  }

  @Override
  public Set<SessionTrackingMode> getDefaultSessionTrackingModes() {
    return Set.of(SessionTrackingMode.COOKIE, SessionTrackingMode.URL);
  }

  @Override
  public Set<SessionTrackingMode> getEffectiveSessionTrackingModes() {
    Set<SessionTrackingMode> set = trackingModes;
    return set == null ? getDefaultSessionTrackingModes() : set;
  }

  @Override
  public int getSessionTimeout() {
    return sessionTimeoutMinutes;
  }

  @Override
  public void setSessionTimeout(int minutes) {
    window.requireOpen("setSessionTimeout");
    sessionTimeoutMinutes = minutes;
  }

  @Override
  public @Nullable String getRequestCharacterEncoding() {
    return requestEncoding;
  }

  @Override
  public void setRequestCharacterEncoding(@Nullable String encoding) {
    window.requireOpen("setRequestCharacterEncoding");
    charset(encoding);
    requestEncoding = encoding;
  }

  @Override
  public @Nullable String getResponseCharacterEncoding() {
    String named = responseEncoding;
    return named != null ? named : containerEncoding;
  }

  /** Null where neither the descriptor nor the webapp's code names one. */
  @Nullable String namedResponseEncoding() {
    return responseEncoding;
  }

  @Override
  public void setResponseCharacterEncoding(@Nullable String encoding) {
    window.requireOpen("setResponseCharacterEncoding");
    charset(encoding);
    responseEncoding = encoding;
  }

  /**
   * @throws IllegalArgumentException if there is no such encoding
   */
  static @Nullable Charset charset(@Nullable String encoding) {
    try {
      return encoding == null ? null : Charset.forName(encoding);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new IllegalArgumentException(
          "There is no character encoding \"" + encoding + "\"", unknown);
    }
  }
}
