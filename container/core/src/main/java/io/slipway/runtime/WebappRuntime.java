package io.slipway.runtime;

import io.slipway.http.AppContext;
import io.slipway.http.Dispatch;
import io.slipway.http.ErrorDispatch;
import io.slipway.http.RequestCount;
import io.slipway.http.RequestOptions;
import io.slipway.http.SecuritySupport;
import io.slipway.security.WebappSecurity;
import io.slipway.session.CookieConfig;
import io.slipway.session.Sessions;
import io.slipway.spi.RequestScope;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A webapp that has been initialised, as its requests see it. Thread safe: what is decided at
 * initialisation is final. {@link WebappLifecycle} makes and ends it.
 */
public final class WebappRuntime implements AppContext {
  private final WebappSetup setup;
  private final RequestOptions options;
  private final Components components;
  private final WebappContext context;
  private final Listeners listeners;
  private final Sessions sessions;
  private final WebappSecurity security;
  private final @Nullable RequestScope requestScope;
  private final @Nullable Charset requestEncoding;
  private final @Nullable Charset responseEncoding;
  private final LocaleEncodings localeEncodings;
  private final Dispatches dispatches;
  private final RequestCount running = new RequestCount();

  /**
   * @param files null where all requests have to become those of servlets
   */
  WebappRuntime(
      WebappSetup setup,
      Components components,
      WebappContext context,
      Sessions sessions,
      WebappSecurity security,
      @Nullable RequestScope requestScope,
      Routes routes,
      @Nullable FileLane files) {
    this.setup = setup;
    this.options = setup.context().requests();
    this.components = components;
    this.context = context;
    this.listeners = context.listeners();
    this.sessions = sessions;
    this.security = security;
    this.requestScope = requestScope;
    this.requestEncoding = WebappContext.charset(context.getRequestCharacterEncoding());
    this.responseEncoding = WebappContext.charset(context.namedResponseEncoding());
    this.localeEncodings = new LocaleEncodings(setup.model().localeEncodings());
    this.dispatches =
        new Dispatches(this, routes, new ErrorPageTable(setup.model().errorPages()), files);
    expectLogins();
  }

  /** Those of the sessions that are there already. */
  private void expectLogins() {
    if (sessions.haveNote(WebappSecurity.LOGIN)) {
      security.expectLogins();
    }
  }

  /** Goes on with the sessions of the version that ran before, logins included. */
  public void takeSessionsOf(WebappRuntime before) {
    sessions.takeOver(before.sessions);
    expectLogins();
  }

  // ---- what is told of it ----

  /** Names of servlets that are the webapp's, in order of declaration. */
  public List<String> servletNames() {
    Registrations registrations = context.registrar().registrations();
    return registrations.servlets().keySet().stream()
        .filter(n -> !registrations.isProvided(n))
        .toList();
  }

  public int filterCount() {
    return context.registrar().registrations().filters().size();
  }

  public String displayName() {
    String name = context.getServletContextName();
    return name == null ? label() : name;
  }

  String label() {
    return setup.label();
  }

  /** How the webapp wants its session cookie. */
  public CookieConfig sessionCookie() {
    return context.cookies();
  }

  // ---- dispatches ----

  Dispatches dispatches() {
    return dispatches;
  }

  @Override
  public @Nullable RequestDispatcher dispatcher(String path) {
    return context.dispatcher(path);
  }

  @Override
  public @Nullable ErrorDispatch errorDispatch(
      int status, @Nullable Throwable failure, Dispatch failed) {
    return dispatches.toErrorPage(status, failure, failed);
  }

  @Override
  public Dispatch asyncDispatch(String path, Dispatch from) {
    return dispatches.toAsync(path, from);
  }

  @Override
  public @Nullable AppContext appOf(ServletContext other) {
    return other instanceof WebappContext own && context.mayReach(own) ? own.runtime() : null;
  }

  // ---- what else requests ask ----

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
    return options;
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

  @Override
  public Sessions sessions() {
    return sessions;
  }

  @Override
  public SecuritySupport security() {
    return security;
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
  public boolean draining() {
    return setup.host().draining();
  }

  @Override
  public <T> T instantiate(Class<T> type) throws ServletException {
    return components.make(type).instance();
  }
}
