package io.slipway.http;

import io.slipway.model.RequestTarget;
import io.slipway.spi.Identity;
import io.slipway.wire.SessionUse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletConnection;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import jakarta.servlet.http.PushBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.security.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request object that servlets see: a thin front of {@link RequestState}. Each dispatch has one
 * of its own, which acts as the request of that dispatch even after it has returned (Servlet 6.1,
 * 9.3 and 9.4). Used by one thread at a time; valid while the exchange runs.
 */
public final class ServerRequest implements HttpServletRequest {
  /** The attribute that is the request itself. */
  private static final String OWN = ServerRequest.class.getName();

  private final ServletExchange exchange;
  private final HttpServerExchange undertow;
  private final RequestTarget target;
  private final RequestState state;
  private final Dispatch dispatch;

  /** The dispatch whose paths are shown. */
  private final Dispatch path;

  /** The request that was current before. */
  private final @Nullable ServerRequest outer;

  /** Where a dispatch of this one or before it came with a query of its own. */
  private final boolean addsParameters;

  private @Nullable Map<String, String[]> parameters;

  ServerRequest(
      ServletExchange exchange, HttpServerExchange undertow, RequestTarget target, Dispatch first) {
    this.exchange = exchange;
    this.undertow = undertow;
    this.target = target;
    this.state = new RequestState(exchange);
    this.dispatch = first;
    this.path = first;
    this.outer = null;
    this.addsParameters = false;
  }

  /**
   * @param outer the request that is current now
   */
  ServerRequest(ServerRequest outer, Dispatch dispatch) {
    this.exchange = outer.exchange;
    this.undertow = outer.undertow;
    this.target = outer.target;
    this.state = outer.state;
    this.dispatch = dispatch;
    this.path = dispatch.shown();
    this.outer = outer;
    this.addsParameters = addsParameters(dispatch);
  }

  private static boolean addsParameters(Dispatch dispatch) {
    for (Dispatch each = dispatch; each != null; each = each.previous()) {
      if (each.addedQuery() != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * The container's own request under an application's wrappers, or behind a proxy of it, such as
   * Jersey injects: that hands the question for {@link #OWN} on.
   *
   * @throws IllegalArgumentException if it is not there: the application has passed a request of
   *     its own making
   */
  public static ServerRequest unwrap(ServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      inner = wrapper.getRequest();
    }
    if (inner instanceof ServerRequest own) {
      return own;
    }
    if (inner.getAttribute(OWN) instanceof ServerRequest own) {
      return own;
    }
    throw new IllegalArgumentException(
        request + " does not wrap the request of the container (Servlet 6.1, 6.2.2)");
  }

  // ---- for the container ----

  public ServletExchange exchange() {
    return exchange;
  }

  HttpServerExchange undertow() {
    return undertow;
  }

  public RequestTarget target() {
    return target;
  }

  /** The dispatch that this request was made for. */
  public Dispatch dispatch() {
    return dispatch;
  }

  /** The webapp of that dispatch. */
  AppContext app() {
    return dispatch.app();
  }

  /** The request that was current before this one; null for the first. */
  @Nullable ServerRequest outer() {
    return outer;
  }

  /** Of the last dispatch by the container itself: this, or one of those around it. */
  ServerRequest byContainer() {
    ServerRequest found = this;
    while (!found.dispatch.isByContainer() && found.outer != null) {
      found = found.outer;
    }
    return found;
  }

  /**
   * What a servlet is to be given instead of this request and the application's wrappers around
   * another one: the same wrappers (6.2.2), now around this.
   */
  ServletRequest within(ServletRequest wrappers) {
    if (!(wrappers instanceof ServletRequestWrapper wrapper)) {
      return this;
    }
    while (wrapper.getRequest() instanceof ServletRequestWrapper inner) {
      wrapper = inner;
    }
    wrapper.setRequest(this);
    return wrappers;
  }

  public @Nullable Identity identity() {
    return state.identity();
  }

  /** Both null to log out. */
  public void setIdentity(@Nullable Identity identity, @Nullable String authType) {
    state.authenticated(identity, authType);
  }

  BodyInput bodyInput() {
    return state.body.input();
  }

  /** As {@link BodyInput#stop}. */
  boolean stopReading() {
    return state.body.stop();
  }

  /** Whether {@link #drain} may succeed. */
  boolean isDrainable() {
    return state.body.isDrainable();
  }

  /**
   * Reads away what is left of the body, blocking, up to {@link RequestOptions#maxDrain}.
   *
   * @return false if there was more or the client has gone: the connection cannot be used again
   */
  boolean drain() {
    return state.body.drain();
  }

  /** Once, when the exchange is over: deletes uploads, releases buffers and sessions. */
  void end() {
    state.end();
  }

  // ---- paths and dispatching ----

  @Override
  public String getContextPath() {
    return path.contextPath();
  }

  @Override
  public String getServletPath() {
    return path.servletPath();
  }

  @Override
  public @Nullable String getPathInfo() {
    return path.pathInfo();
  }

  @Override
  public @Nullable String getPathTranslated() {
    String info = getPathInfo();
    return info == null ? null : app().servletContext().getRealPath(info);
  }

  @Override
  public @Nullable String getQueryString() {
    return dispatch.shownQuery();
  }

  @Override
  public String getRequestURI() {
    return path.requestUri();
  }

  @Override
  public StringBuffer getRequestURL() {
    return ServerAddress.of(undertow).url(getScheme(), getRequestURI());
  }

  @Override
  public HttpServletMapping getHttpServletMapping() {
    return path.mapping();
  }

  @Override
  public DispatcherType getDispatcherType() {
    return dispatch().type();
  }

  @Override
  public ServletContext getServletContext() {
    return app().servletContext();
  }

  @Override
  public @Nullable RequestDispatcher getRequestDispatcher(@Nullable String path) {
    String absolute = path == null ? null : dispatch.absolute(path);
    return absolute == null ? null : app().dispatcher(absolute);
  }

  @Override
  public AsyncContext startAsync() {
    return exchange.startAsync(byContainer(), exchange.response(), true);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return exchange.startAsync(request, response, false);
  }

  @Override
  public boolean isAsyncStarted() {
    return exchange.isAsyncStarted();
  }

  @Override
  public boolean isAsyncSupported() {
    return exchange.isAsyncSupported(dispatch);
  }

  @Override
  public AsyncContext getAsyncContext() {
    return exchange.asyncContext();
  }

  @Override
  public <T extends HttpUpgradeHandler> T upgrade(Class<T> handlerClass)
      throws IOException, ServletException {
    return exchange.upgrade(handlerClass);
  }

  @Override
  public @Nullable PushBuilder newPushBuilder() {
    return exchange.newPushBuilder();
  }

  // ---- attributes ----

  @Override
  public @Nullable Object getAttribute(String name) {
    return OWN.equals(name) ? this : state.attributes.get(dispatch, name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return state.attributes.names(dispatch);
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    state.attributes.set(this, name, value);
  }

  @Override
  public void removeAttribute(String name) {
    state.attributes.remove(this, name);
  }

  // ---- headers ----

  @Override
  public String getMethod() {
    // Servlet 6.1, 10.9.2: error pages are always asked with GET
    for (Dispatch d = dispatch(); d != null; d = d.previous()) {
      if (d.type() == DispatcherType.ERROR) {
        return "GET";
      }
    }
    return undertow.getRequestMethod().toString();
  }

  @Override
  public String getProtocol() {
    return undertow.getProtocol().toString();
  }

  @Override
  public @Nullable String getHeader(String name) {
    return RequestHeaders.first(undertow, name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return RequestHeaders.all(undertow, name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return RequestHeaders.names(undertow);
  }

  @Override
  public int getIntHeader(String name) {
    return RequestHeaders.number(undertow, name);
  }

  @Override
  public long getDateHeader(String name) {
    return RequestHeaders.date(undertow, name);
  }

  @Override
  public Cookie @Nullable [] getCookies() {
    return state.cookies();
  }

  @Override
  public Locale getLocale() {
    return state.locales().get(0);
  }

  @Override
  public Enumeration<Locale> getLocales() {
    return Collections.enumeration(state.locales());
  }

  @Override
  public Map<String, String> getTrailerFields() {
    return state.body.trailers();
  }

  @Override
  public boolean isTrailerFieldsReady() {
    return state.body.trailersReady();
  }

  // ---- body and parameters ----

  @Override
  public @Nullable String getContentType() {
    return undertow.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
  }

  @Override
  public int getContentLength() {
    long length = getContentLengthLong();
    return length > Integer.MAX_VALUE ? -1 : (int) length;
  }

  @Override
  public long getContentLengthLong() {
    return undertow.getRequestContentLength();
  }

  @Override
  public @Nullable String getCharacterEncoding() {
    return state.body.encoding();
  }

  @Override
  public void setCharacterEncoding(String encoding) throws UnsupportedEncodingException {
    state.body.setEncoding(encoding);
  }

  @Override
  public void setCharacterEncoding(Charset encoding) {
    state.body.setEncoding(encoding);
  }

  @Override
  public ServletInputStream getInputStream() {
    return state.body.stream();
  }

  @Override
  public BufferedReader getReader() throws IOException {
    return state.body.reader();
  }

  @Override
  public @Nullable String getParameter(String name) {
    if (!addsParameters) {
      return state.body.parameters().first(name);
    }
    String[] values = getParameterMap().get(name);
    return values == null ? null : values[0];
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(getParameterMap().keySet());
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String[] values = getParameterMap().get(name);
    return values == null ? null : values.clone();
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    if (!addsParameters) {
      return state.body.parameters().map();
    }
    Map<String, String[]> known = parameters;
    if (known == null) {
      known = state.body.parameters().map(dispatch);
      parameters = known;
    }
    return known;
  }

  @Override
  public Collection<Part> getParts() throws IOException, ServletException {
    return state.body.parts();
  }

  @Override
  public @Nullable Part getPart(String name) throws IOException, ServletException {
    return state.body.part(name);
  }

  // ---- connection ----

  @Override
  public String getScheme() {
    return undertow.getRequestScheme();
  }

  @Override
  public boolean isSecure() {
    return undertow.isSecure();
  }

  @Override
  public String getServerName() {
    return ServerAddress.of(undertow).host();
  }

  @Override
  public int getServerPort() {
    return ServerAddress.of(undertow).port(getScheme());
  }

  @Override
  public String getRemoteAddr() {
    return PeerAddress.address(undertow.getSourceAddress());
  }

  @Override
  public String getRemoteHost() {
    return PeerAddress.name(undertow.getSourceAddress());
  }

  @Override
  public int getRemotePort() {
    return undertow.getSourceAddress().getPort();
  }

  @Override
  public String getLocalName() {
    return PeerAddress.name(undertow.getDestinationAddress());
  }

  @Override
  public String getLocalAddr() {
    return PeerAddress.address(undertow.getDestinationAddress());
  }

  @Override
  public int getLocalPort() {
    return undertow.getDestinationAddress().getPort();
  }

  @Override
  public String getRequestId() {
    return undertow.getRequestId();
  }

  @Override
  public String getProtocolRequestId() {
    return ConnectionView.protocolRequestId(undertow);
  }

  @Override
  public ServletConnection getServletConnection() {
    return state.connection();
  }

  // ---- session ----

  @Override
  public HttpSession getSession() {
    HttpSession session = state.sessions().obtain(this);
    SessionUse.SEEN.note(exchange.undertow());
    return session;
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    if (create) {
      return getSession();
    }
    HttpSession session = knownSession();
    if (session != null) {
      SessionUse.SEEN.note(exchange.undertow());
    }
    return session;
  }

  /** As {@code getSession(false)}, where the response does not come to depend on it. */
  public @Nullable HttpSession knownSession() {
    return state.sessions().existing(this);
  }

  @Override
  public String changeSessionId() {
    return state.sessions().changeId(this);
  }

  @Override
  public @Nullable String getRequestedSessionId() {
    SessionSupport.RequestedId requested = state.sessions().requested(this);
    return requested == null ? null : requested.id();
  }

  @Override
  public boolean isRequestedSessionIdValid() {
    return state.sessions().requestedIsValid(this);
  }

  @Override
  public boolean isRequestedSessionIdFromCookie() {
    return state.sessions().requestedFrom(this, SessionSupport.Source.COOKIE);
  }

  @Override
  public boolean isRequestedSessionIdFromURL() {
    return state.sessions().requestedFrom(this, SessionSupport.Source.URL);
  }

  // ---- security ----

  @Override
  public @Nullable String getAuthType() {
    return state.authType();
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    Identity identity = state.identity();
    return identity == null ? null : identity.principal();
  }

  @Override
  public @Nullable String getRemoteUser() {
    Identity identity = state.identity();
    return identity == null ? null : identity.principal().getName();
  }

  @Override
  public boolean isUserInRole(String role) {
    Identity identity = state.identity();
    if (identity == null) {
      return false;
    }
    String linked = dispatch().target().roleOf(role);
    return app().security().isInRole(identity, linked == null ? role : linked);
  }

  @Override
  public boolean authenticate(HttpServletResponse response) throws IOException, ServletException {
    return app().security().authenticate(this, exchange.response());
  }

  @Override
  public void login(String username, String password) throws ServletException {
    app().security().login(this, exchange.response(), username, password);
  }

  @Override
  public void logout() throws ServletException {
    app().security().logout(this, exchange.response());
  }

  @Override
  public String toString() {
    return getMethod() + ' ' + target.raw();
  }
}
