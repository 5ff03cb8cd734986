package io.slipway.http;

import io.slipway.model.ContextPath;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * One asynchronous cycle: Servlet 6.1, 2.3.3.3. A request that starts another cycle gets another
 * object; this one then refuses everything that would act on the request. What may be called when
 * is {@link RequestLifecycle}'s table.
 */
public final class ServerAsyncContext implements AsyncContext {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private record Registration(
      AsyncListener listener, ServletRequest request, ServletResponse response) {}

  private interface Notification {
    void tell(AsyncListener listener, AsyncEvent event) throws IOException;
  }

  private final ServletExchange exchange;
  private final RequestLifecycle lifecycle;
  private final int cycle;
  private final ServletRequest request;
  private final ServletResponse response;
  private final boolean original;
  private final AppContext app;

  /** The last dispatch by the container, not by a dispatcher. */
  private final Dispatch from;

  private final String sameUri;
  private final List<Registration> listeners = new CopyOnWriteArrayList<>();
  private volatile long timeout;
  private volatile @Nullable Throwable failure;

  /** While the listeners hear that the cycle is complete. */
  private volatile boolean completing;

  private @Nullable Dispatch dispatched;
  private boolean armed;
  private XnioExecutor.@Nullable Key timer;

  ServerAsyncContext(
      ServletExchange exchange,
      int cycle,
      ServletRequest request,
      ServletResponse response,
      boolean original) {
    this.exchange = exchange;
    this.lifecycle = exchange.lifecycle();
    this.cycle = cycle;
    this.request = request;
    this.response = response;
    this.original = original;
    Dispatch current = exchange.request().dispatch();
    this.app = current.app();
    this.timeout = app.options().asyncTimeoutMillis();
    Dispatch container = current;
    while (container.previous() != null && !container.isByContainer()) {
      container = container.previous();
    }
    this.from = container;
    this.sameUri =
        !original && request instanceof HttpServletRequest http
            ? shownUri(http, current != container)
            : container.requestUri().substring(container.contextPath().length());
  }

  /**
   * The path of a forward brought its own query, which would be gone with it; that of the request
   * itself stays.
   */
  private static String shownUri(HttpServletRequest request, boolean withQuery) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    String query = withQuery ? request.getQueryString() : null;
    return query == null ? path : path + '?' + query;
  }

  @Override
  public ServletRequest getRequest() {
    return suppliedTo(request);
  }

  @Override
  public ServletResponse getResponse() {
    return suppliedTo(response);
  }

  private <T> T suppliedTo(T supplied) {
    if (completing) {
      return supplied; // onComplete has no other way to them: an AsyncEvent may carry none
    }
    if (!isCurrent() || !lifecycle.isAsyncOpen() && !lifecycle.isGone()) {
      throw new IllegalStateException("complete or dispatch was called in this asynchronous cycle");
    }
    return supplied;
  }

  /**
   * Whether the cycle was begun with this request of the application's making, or one around it.
   */
  boolean isOf(ServletRequest given) {
    for (ServletRequest each = request;
        each instanceof ServletRequestWrapper wrapper;
        each = wrapper.getRequest()) {
      if (each == given) {
        return true;
      }
    }
    return false;
  }

  ServletRequest suppliedRequest() {
    return request;
  }

  ServletResponse suppliedResponse() {
    return response;
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return original || request instanceof ServerRequest && response == exchange.response();
  }

  @Override
  public void dispatch() {
    AppContext target = original ? from.app() : app;
    dispatch(target, sameUri.isEmpty() ? "/" : sameUri);
  }

  @Override
  public void dispatch(String path) {
    dispatch(app, path);
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    AppContext target = app.appOf(context);
    if (target == null) {
      throw new IllegalArgumentException(
          "The servlet context belongs to no webapp that "
              + ContextPath.label(app.contextPath())
              + " may dispatch to");
    }
    dispatch(target, path);
  }

  /** One after the other: whose dispatch is refused must not have put its path for the other's. */
  private synchronized void dispatch(AppContext target, String path) {
    requireCurrent();
    if (lifecycle.isGone()) {
      return;
    }
    if (!lifecycle.isAsyncOpen()) {
      throw new IllegalStateException("dispatch is not possible: the request is " + lifecycle);
    }
    Dispatch next = target.asyncDispatch(path, from);
    dispatched = next;
    if (lifecycle.dispatch(cycle)) {
      exchange.schedule();
    }
  }

  /** What {@code dispatch} has asked for. */
  Dispatch dispatched() {
    Dispatch next = dispatched;
    if (next == null) {
      throw new IllegalStateException("dispatch was not called");
    }
    return next;
  }

  @Override
  public void complete() {
    if (lifecycle.complete(cycle)) {
      exchange.completed();
    }
  }

  @Override
  public void start(Runnable run) {
    requireCurrent();
    ClassLoader loader = app.classLoader();
    exchange.execute(
        () -> {
          Thread thread = Thread.currentThread();
          ClassLoader before = thread.getContextClassLoader();
          thread.setContextClassLoader(loader);
          try {
            run.run();
          } catch (Throwable thrown) {
            LOG.error(
                "A task given to AsyncContext.start failed; its request waits for complete, dispatch or the timeout",
                thrown);
          } finally {
            thread.setContextClassLoader(before);
          }
        });
  }

  @Override
  public void addListener(AsyncListener listener) {
    addListener(listener, request, response);
  }

  /**
   * {@inheritDoc} In the callbacks of read and write listeners it is possible all the same, as in
   * other containers: CometD adds its own there, and nothing can happen to the request meanwhile.
   */
  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    if (!isCurrent() || !exchange.isCalling()) {
      requireWithinDispatch("addListener");
    }
    listeners.add(new Registration(listener, request, response));
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return app.instantiate(type);
  }

  @Override
  public void setTimeout(long timeout) {
    requireWithinDispatch("setTimeout");
    this.timeout = timeout;
  }

  @Override
  public long getTimeout() {
    return timeout;
  }

  private boolean isCurrent() {
    return exchange.async() == this;
  }

  private void requireCurrent() {
    if (!isCurrent()) {
      throw new IllegalStateException(
          "The asynchronous cycle of this AsyncContext has ended: another one was started");
    }
  }

  private void requireWithinDispatch(String method) {
    if (!isCurrent() || lifecycle.isReturned()) {
      throw new IllegalStateException(
          method + " was called after the dispatch that began the asynchronous cycle had returned");
    }
  }

  /**
   * Starts the timeout. For the runner, before it asks what is next after the dispatch that began
   * the cycle: the time counts from its return.
   */
  void arm() {
    if (armed || timeout <= 0 || lifecycle.phase() != RequestLifecycle.Phase.STARTED) {
      return;
    }
    armed = true;
    timer =
        exchange
            .undertow()
            .getIoThread()
            .executeAfter(this::expired, timeout, TimeUnit.MILLISECONDS);
  }

  void disarm() {
    armed = true;
    XnioExecutor.Key key = timer;
    if (key != null) {
      timer = null;
      key.remove();
    }
  }

  private void expired() {
    if (lifecycle.timeout(cycle)) {
      exchange.schedule();
    }
  }

  /** What broke the connection, noted before the lifecycle hears of it. */
  void failed(Throwable cause) {
    failure = cause;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Whether anybody hears how the cycle ends. */
  boolean isHeard() {
    return !listeners.isEmpty();
  }

  void timedOut() {
    tell(null, AsyncListener::onTimeout);
  }

  void error(@Nullable Throwable thrown) {
    tell(thrown, AsyncListener::onError);
  }

  void completed() {
    completing = true;
    try {
      tell(null, AsyncListener::onComplete);
    } finally {
      completing = false;
    }
  }

  /**
   * The request has begun another cycle: the listeners may register with it, and hear no more of
   * this one.
   */
  void restarted(ServerAsyncContext next) {
    List<Registration> told = List.copyOf(listeners);
    listeners.clear();
    for (Registration r : told) {
      tell(r, new AsyncEvent(next, r.request(), r.response()), AsyncListener::onStartAsync);
    }
  }

  private void tell(@Nullable Throwable thrown, Notification notification) {
    for (Registration r : listeners) {
      tell(r, new AsyncEvent(this, r.request(), r.response(), thrown), notification);
    }
  }

  /** 2.3.3.3: what a listener throws is logged and keeps nothing from the others. */
  private static void tell(Registration registration, AsyncEvent event, Notification notification) {
    try {
      notification.tell(registration.listener(), event);
    } catch (Throwable thrown) {
      LOG.errorf(thrown, "%s failed", registration.listener().getClass().getName());
    }
  }
}
