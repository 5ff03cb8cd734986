package io.slipway.http;

import io.slipway.model.RequestTarget;
import io.slipway.spi.Identity;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request object that servlets see: a thin front of collaborators that come into being when
 * they are first asked. Used by one thread at a time; valid while the exchange runs.
 */
public final class ServerRequest implements HttpServletRequest {
  private final ServletExchange exchange;
  private final HttpServerExchange undertow;
  private final RequestTarget target;
  private final DispatchState dispatches;
  private final RequestAttributes attributes;
  private final RequestBody body;
  private Cookie @Nullable [] cookies;
  private boolean cookiesRead;
  private @Nullable List<Locale> locales;
  private @Nullable RequestSessions sessions;
  private @Nullable ServletConnection connection;
  private @Nullable Identity identity;
  private @Nullable String authType;

  public ServerRequest(
      ServletExchange exchange, HttpServerExchange undertow, RequestTarget target, Dispatch first) {
    this.exchange = exchange;
    this.undertow = undertow;
    this.target = target;
    this.dispatches = new DispatchState(first);
    this.attributes = new RequestAttributes(this);
    this.body = new RequestBody(this);
  }

  /**
   * The container's own request under an application's wrappers.
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

  /** The dispatch that runs now. */
  public Dispatch dispatch() {
    return dispatches.current();
  }

  /** The webapp of the dispatch that runs now. */
  public AppContext app() {
    return dispatches.current().app();
  }

  public void push(Dispatch dispatch) {
    dispatches.push(dispatch);
    body.parameters().push(dispatch);
  }

  /** Ends the current dispatch: the one before it is current again. */
  public void pop() {
    body.parameters().pop(dispatches.pop());
  }

  public @Nullable Identity identity() {
    return identity;
  }

  /** Both null to log out. */
  public void setIdentity(@Nullable Identity identity, @Nullable String authType) {
    this.identity = identity;
    this.authType = authType;
  }

  BodyInput bodyInput() {
    return body.input();
  }

  boolean hasReadListener() {
    return body.hasReadListener();
  }

  /**
   * Reads away what is left of the body, blocking, up to {@link RequestOptions#maxDrain}.
   *
   * @return false if there was more or the client has gone: the connection cannot be used again
   */
  boolean drain() {
    return body.drain();
  }

  /** Once, when the exchange is over: deletes uploads, releases buffers and sessions. */
  void end() {
    body.end();
    if (sessions != null) {
      sessions.end();
    }
  }

  // ---- paths and dispatching ----

  @Override
  public String getContextPath() {
    return dispatches.path().contextPath();
  }

  @Override
  public String getServletPath() {
    return dispatches.path().servletPath();
  }

  @Override
  public @Nullable String getPathInfo() {
    return dispatches.path().pathInfo();
  }

  @Override
  public @Nullable String getPathTranslated() {
    String info = getPathInfo();
    return info == null ? null : app().servletContext().getRealPath(info);
  }

  @Override
  public @Nullable String getQueryString() {
    return dispatches.query();
  }

  @Override
  public String getRequestURI() {
    return dispatches.path().requestUri();
  }

  @Override
  public StringBuffer getRequestURL() {
    return ServerAddress.of(undertow).url(getScheme(), getRequestURI());
  }

  @Override
  public HttpServletMapping getHttpServletMapping() {
    return dispatches.path().mapping();
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
    String absolute = path == null ? null : dispatches.absolute(path);
    return absolute == null ? null : app().dispatcher(absolute);
  }

  @Override
  public AsyncContext startAsync() {
    return exchange.startAsync(this, exchange.response(), true);
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
    return exchange.isAsyncSupported();
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
    return attributes.get(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return attributes.names();
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    attributes.set(name, value);
  }

  @Override
  public void removeAttribute(String name) {
    attributes.remove(name);
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
    if (!cookiesRead) {
      cookies = RequestCookies.of(undertow.getRequestHeaders().get(Headers.COOKIE));
      cookiesRead = true;
    }
    return cookies == null ? null : RequestCookies.copy(cookies);
  }

  @Override
  public Locale getLocale() {
    return locales().get(0);
  }

  @Override
  public Enumeration<Locale> getLocales() {
    return Collections.enumeration(locales());
  }

  private List<Locale> locales() {
    if (locales == null) {
      locales = Languages.parse(undertow.getRequestHeaders().get(Headers.ACCEPT_LANGUAGE));
    }
    return locales;
  }

  @Override
  public Map<String, String> getTrailerFields() {
    return body.trailers();
  }

  @Override
  public boolean isTrailerFieldsReady() {
    return body.trailersReady();
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
    return body.encoding();
  }

  @Override
  public void setCharacterEncoding(String encoding) throws UnsupportedEncodingException {
    body.setEncoding(encoding);
  }

  @Override
  public void setCharacterEncoding(Charset encoding) {
    body.setEncoding(encoding);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body.stream();
  }

  @Override
  public BufferedReader getReader() throws IOException {
    return body.reader();
  }

  @Override
  public @Nullable String getParameter(String name) {
    return body.parameters().first(name);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(getParameterMap().keySet());
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return body.parameters().all(name);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return body.parameters().map();
  }

  @Override
  public Collection<Part> getParts() throws IOException, ServletException {
    return body.parts();
  }

  @Override
  public @Nullable Part getPart(String name) throws IOException, ServletException {
    return body.part(name);
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
    if (connection == null) {
      connection = ConnectionView.of(undertow);
    }
    return connection;
  }

  // ---- session ----

  private RequestSessions sessions() {
    if (sessions == null) {
      sessions = new RequestSessions(this);
    }
    return sessions;
  }

  @Override
  public HttpSession getSession() {
    return sessions().obtain();
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    return create ? sessions().obtain() : sessions().existing();
  }

  @Override
  public String changeSessionId() {
    return sessions().changeId();
  }

  @Override
  public @Nullable String getRequestedSessionId() {
    SessionSupport.RequestedId requested = sessions().requested();
    return requested == null ? null : requested.id();
  }

  @Override
  public boolean isRequestedSessionIdValid() {
    return sessions().requestedIsValid();
  }

  @Override
  public boolean isRequestedSessionIdFromCookie() {
    return sessions().requestedFrom(SessionSupport.Source.COOKIE);
  }

  @Override
  public boolean isRequestedSessionIdFromURL() {
    return sessions().requestedFrom(SessionSupport.Source.URL);
  }

  // ---- security ----

  @Override
  public @Nullable String getAuthType() {
    return authType;
  }

  @Override
  public @Nullable Principal getUserPrincipal() {
    return identity == null ? null : identity.principal();
  }

  @Override
  public @Nullable String getRemoteUser() {
    return identity == null ? null : identity.principal().getName();
  }

  @Override
  public boolean isUserInRole(String role) {
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
