package io.slipway.security;

import io.slipway.http.SecuritySupport;
import io.slipway.http.ServerRequest;
import io.slipway.http.ServerResponse;
import io.slipway.http.SessionSupport;
import io.slipway.model.LoginDef;
import io.slipway.model.RequestTarget;
import io.slipway.model.SecurityConstraintDef;
import io.slipway.spi.Identity;
import io.slipway.spi.IdentityStore;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The security of one webapp: Servlet 6.1, 13. Thread safe. A webapp without constraints and login
 * pays a null check.
 */
public final class WebappSecurity implements SecuritySupport {
  private static final Logger LOG = Logger.getLogger("io.slipway.security");

  /** The note of a session that says who has logged in. */
  public static final String LOGIN = "login";

  /** For a {@code login-config} without {@code realm-name}. */
  private static final String DEFAULT_REALM = "default";

  /** What a session remembers of its user. */
  private record Remembered(Identity identity, String authType) implements Serializable {}

  private final ConstraintTable constraints;
  private final @Nullable Login login;
  private final @Nullable FormLogin form;
  private final @Nullable VerifiedPasswords passwords;
  private final Set<String> roles;
  private final SecurityOptions options;

  /**
   * Whether a session may have a {@link #LOGIN} though no mechanism is configured: by {@code
   * HttpServletRequest.login}, here or in the version of the webapp before. From then on sessions
   * are asked.
   */
  private volatile boolean loginsExpected;

  private WebappSecurity(
      ConstraintTable constraints,
      @Nullable Login login,
      @Nullable VerifiedPasswords passwords,
      Set<String> roles,
      SecurityOptions options) {
    this.constraints = constraints;
    this.login = login;
    this.form = login instanceof FormLogin f ? f : null;
    this.passwords = passwords;
    this.roles = Set.copyOf(roles);
    this.options = options;
  }

  /**
   * @param constraints of descriptor, annotations and code
   * @param roles every role of the webapp
   * @param options without a store nobody can log in, and a warning says so
   * @throws IllegalArgumentException if the login-config cannot be used; the message says why
   */
  public static WebappSecurity create(
      List<SecurityConstraintDef> constraints,
      Optional<LoginDef> login,
      boolean denyUncovered,
      Set<String> roles,
      SecurityOptions options) {
    ConstraintTable table = ConstraintTable.compile(constraints, roles, denyUncovered);
    if (!table.uncovered().isEmpty()) {
      LOG.infof(
          "HTTP methods without a security constraint of their own are %s: %s",
          denyUncovered ? "denied" : "open (see deny-uncovered-http-methods)", table.uncovered());
    }
    IdentityStore store = options.store();
    if (store == null) {
      login.ifPresent(
          l ->
              LOG.warnf(
                  "%s: login-config asks for %s but the server has no users: nobody can log in. Add them to conf/users.yaml",
                  l.origin(), l.authMethod()));
    }
    IdentityStore users = store == null ? (name, password) -> null : store;
    VerifiedPasswords passwords = new VerifiedPasswords(users);
    return new WebappSecurity(
        table,
        login.map(l -> mechanism(l, users, passwords, options)).orElse(null),
        store == null ? null : passwords,
        roles,
        options);
  }

  /** There are sessions with a {@link #LOGIN} that was not made here. */
  public void expectLogins() {
    loginsExpected = true;
  }

  /** Nothing is asked of any request. */
  private boolean isIdle() {
    return login == null && constraints.isEmpty() && !loginsExpected;
  }

  private static Login mechanism(
      LoginDef def, IdentityStore store, VerifiedPasswords passwords, SecurityOptions options) {
    String realm = def.realmName().orElse(DEFAULT_REALM);
    String method = def.authMethod().toUpperCase(Locale.ROOT);
    return switch (method) {
      case "BASIC" -> HttpLogin.basic(realm, store, passwords);
      case "DIGEST" -> HttpLogin.digest(realm, store, passwords);
      case "CLIENT-CERT", "CLIENT_CERT" -> HttpLogin.clientCert(store, passwords);
      case "FORM" ->
          new FormLogin(
              page(def.formLoginPage(), "form-login-page", def),
              page(def.formErrorPage(), "form-error-page", def),
              passwords,
              options.maxSavedBody());
      default ->
          throw new IllegalArgumentException(
              def.origin()
                  + ": auth-method "
                  + def.authMethod()
                  + " is not one of BASIC, DIGEST, FORM, CLIENT-CERT");
    };
  }

  private static String page(Optional<String> page, String element, LoginDef def) {
    return page.filter(p -> p.startsWith("/"))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    def.origin() + ": FORM needs a " + element + " that begins with /"));
  }

  @Override
  public boolean authorise(ServerRequest request, ServerResponse response)
      throws IOException, ServletException {
    if (isIdle()) {
      return true;
    }
    String path = request.dispatch().path();
    if (form != null && FormLogin.isAction(path)) {
      logInByForm(form, request, response);
      return false;
    }
    identify(request);
    Verdict verdict = verdict(request, path);
    if (verdict.confidential() && !request.isSecure()) {
      redirectToHttps(request, response);
      return false;
    }
    if (!verdict.needsLogin() || form != null && form.isOwnPage(path)) {
      return true;
    }
    if (verdict.forbidsEverybody()) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return false;
    }
    if (request.identity() == null && !authenticate(request, response)) {
      return false;
    }
    Identity identity = request.identity();
    if (identity == null || !verdict.permits(identity.roles())) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return false;
    }
    return true;
  }

  /**
   * Whether a request for a file may pass without a look at who sends it, because nothing depends
   * on that: no constraint, and neither the access log nor {@code Cache-Control} has a user to
   * name. For IO threads.
   *
   * @param asked the path within the webapp
   * @param path the same, or that of the welcome file chosen for it
   */
  public boolean isOpen(
      HttpServerExchange exchange, RequestTarget target, String asked, String path) {
    if (isIdle()) {
      return true;
    }
    HeaderMap fields = exchange.getRequestHeaders();
    if (fields.contains(Headers.COOKIE)
        || fields.contains(Headers.AUTHORIZATION)
        || target.raw().indexOf(';') >= 0
        || exchange.getConnection().getSslSession() != null && login != null) {
      return false;
    }
    String method = exchange.getRequestMethod().toString();
    return isFree(constraints.check(path, method))
        && (asked.equals(path) || isFree(constraints.check(asked, method)));
  }

  private static boolean isFree(Verdict verdict) {
    return !verdict.confidential() && !verdict.needsLogin();
  }

  private Verdict verdict(ServerRequest request, String path) {
    Verdict verdict = constraints.check(path, request.getMethod());
    String asked =
        request.target().path().substring(request.dispatch().app().contextPath().length());
    // a welcome file must not open what the request itself may not have
    return asked.equals(path)
        ? verdict
        : verdict.and(constraints.check(asked, request.getMethod()));
  }

  /** Who the request comes from, as far as it says so itself. */
  private void identify(ServerRequest request) {
    HttpSession session = request.getRequestedSessionId() == null ? null : request.knownSession();
    if (session != null) {
      Map<String, Object> notes = sessions(request).notes(session);
      if (notes.get(LOGIN) instanceof Remembered remembered) {
        admit(request, remembered.identity(), remembered.authType());
        if (form != null) {
          form.resume(request, notes);
        }
        return;
      }
    }
    if (login != null && login.attempted(request)) {
      attempt(login, request);
    }
  }

  private static boolean attempt(Login login, ServerRequest request) {
    Identity identity = login.attempt(request);
    if (identity == null) {
      return false;
    }
    admit(request, identity, login.authType());
    return true;
  }

  private static void admit(ServerRequest request, Identity identity, String authType) {
    request.setIdentity(identity, authType);
    // for the access log, and for Cache-Control: private
    request
        .exchange()
        .undertow()
        .putAttachment(HttpServerExchange.REMOTE_USER, identity.principal().getName());
  }

  private void redirectToHttps(ServerRequest request, ServerResponse response) throws IOException {
    if (options.confidentialPort() < 0) {
      LOG.infof(
          "%s is CONFIDENTIAL but the server has no HTTPS listener: 403", request.getRequestURI());
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    String port = options.confidentialPort() == 443 ? "" : ":" + options.confidentialPort();
    String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
    response.sendRedirect(
        "https://" + request.getServerName() + port + request.getRequestURI() + query);
  }

  private void logInByForm(FormLogin form, ServerRequest request, ServerResponse response)
      throws IOException, ServletException {
    if (!request.getMethod().equals("POST")) {
      // loaded again from the address bar, after a login that has failed; no place for a password
      HttpSession session = request.getSession(false);
      form.goOn(request, response, session == null ? Map.of() : sessions(request).notes(session));
      return;
    }
    Identity identity = form.logIn(request, response);
    if (identity != null) {
      HttpSession session = request.getSession();
      remember(request, identity, form.authType());
      form.goOn(request, response, sessions(request).notes(session));
    }
  }

  /**
   * Keeps the login with the session, if there is one, which gets a new id so that an id known
   * before is worth nothing.
   */
  private static void remember(ServerRequest request, Identity identity, String authType) {
    admit(request, identity, authType);
    HttpSession session = request.getSession(false);
    if (session != null) {
      if (!session.isNew()) {
        request.changeSessionId();
      }
      sessions(request).notes(session).put(LOGIN, new Remembered(identity, authType));
    }
  }

  private static SessionSupport sessions(ServerRequest request) {
    return request.dispatch().app().sessions();
  }

  @Override
  public boolean authenticate(ServerRequest request, ServerResponse response)
      throws IOException, ServletException {
    if (request.identity() != null) {
      return true;
    }
    if (login == null) {
      LOG.infof(
          "%s needs a login but the webapp has no login-config: 403", request.getRequestURI());
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return false;
    }
    if (attempt(login, request)) {
      return true;
    }
    login.challenge(request, response);
    return false;
  }

  @Override
  public void login(
      ServerRequest request,
      ServerResponse response,
      @Nullable String name,
      @Nullable String password)
      throws ServletException {
    if (request.identity() != null) {
      throw new ServletException("Already logged in as " + request.getRemoteUser());
    }
    if (login != null && !login.acceptsPasswords()) {
      throw new ServletException(
          "The webapp's auth-method " + login.authType() + " knows no passwords");
    }
    Identity identity =
        passwords == null || name == null || password == null
            ? null
            : passwords.verify(name, password.toCharArray());
    if (identity == null) {
      throw new ServletException("Login failed");
    }
    loginsExpected = true;
    remember(request, identity, login == null ? "LOGIN" : login.authType());
  }

  @Override
  public void logout(ServerRequest request, ServerResponse response) {
    request.setIdentity(null, null);
    HttpSession session = request.getSession(false);
    if (session != null) {
      sessions(request).notes(session).remove(LOGIN);
    }
  }

  @Override
  public boolean isInRole(Identity identity, String role) {
    if (role.equals("*")) {
      return false;
    }
    // 13.3: "**" means any user unless the webapp has a role of that name
    if (role.equals(Verdict.ANY_USER) && !roles.contains(Verdict.ANY_USER)) {
      return true;
    }
    return identity.roles().contains(role);
  }
}
