package io.slipway.http;

import io.slipway.model.RequestTarget;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.PushBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One request as it passes through a webapp: what request, response and lifecycle share. */
public final class ServletExchange {
  private final HttpServerExchange undertow;
  private final Dispatch first;
  private ServerRequest request;
  private @Nullable HttpServletRequestWrapper current;
  private final ServerResponse response;
  private final RequestLifecycle lifecycle = new RequestLifecycle();
  private @Nullable RequestRunner runner;
  private @Nullable ServerAsyncContext async;
  private @Nullable ClientWatch watch;
  private boolean abandoned;
  private @Nullable ServerUpgrade<?> upgrade;

  public ServletExchange(HttpServerExchange undertow, RequestTarget target, Dispatch first) {
    this.undertow = undertow;
    this.first = first;
    this.response = new ServerResponse(this, undertow, first.app());
    this.request = new ServerRequest(this, undertow, target, first);
  }

  /**
   * Has the first dispatch run by a thread of the strategy. To be called last in an Undertow
   * handler.
   */
  public void start(ThreadStrategy threads) {
    RequestRunner runner = new RequestRunner(this, threads);
    this.runner = runner;
    undertow.dispatch(runner::executeFirst, runner);
  }

  public HttpServerExchange undertow() {
    return undertow;
  }

  /** The request of the dispatch that runs now. */
  ServerRequest request() {
    return request;
  }

  /** The request as it came. */
  ServerRequest firstRequest() {
    ServerRequest found = request;
    while (found.outer() != null) {
      found = found.outer();
    }
    return found;
  }

  /**
   * Shows the request of the dispatch that runs, whichever that is: for what lasts as long as the
   * whole request. Always the same object; there is none before somebody wants it.
   */
  HttpServletRequest currentRequest() {
    HttpServletRequestWrapper known = current;
    if (known == null) {
      known = new HttpServletRequestWrapper(request);
      current = known;
    }
    return known;
  }

  private void show(ServerRequest next) {
    request = next;
    HttpServletRequestWrapper showing = current;
    if (showing != null) {
      showing.setRequest(next);
    }
  }

  /** Begins a dispatch: its request is the current one until {@link #leave}. */
  ServerRequest enter(Dispatch dispatch) {
    ServerRequest entered = new ServerRequest(request, dispatch);
    show(entered);
    return entered;
  }

  /** Ends a dispatch: the request before it is current again. */
  void leave(ServerRequest entered) {
    ServerRequest outer = entered.outer();
    if (outer == null) {
      throw new IllegalStateException("No dispatch to end but the first");
    }
    show(outer);
  }

  /** The target of a forward or include. */
  public interface Nested {
    void run(ServletRequest request) throws ServletException, IOException;
  }

  /**
   * Runs a forward or include. The application's wrappers show it meanwhile, and afterwards what
   * they showed before; but those that asynchronous processing was begun with go on as they are
   * (9.3, 9.4).
   *
   * @param given what the application has passed to the dispatcher
   */
  public void nested(Dispatch dispatch, ServletRequest given, Nested target)
      throws ServletException, IOException {
    ServerRequest before = ServerRequest.unwrap(given);
    ServerAsyncContext cycle = async;
    ServerRequest entered = enter(dispatch);
    try {
      target.run(entered.within(given));
    } finally {
      leave(entered);
      ServerAsyncContext now = async;
      if (now == null || now == cycle || !now.isOf(given)) {
        before.within(given);
      }
    }
  }

  public ServerResponse response() {
    return response;
  }

  RequestLifecycle lifecycle() {
    return lifecycle;
  }

  /** The dispatch of the container that came with the request. */
  Dispatch first() {
    return first;
  }

  /** Has the runner go on. Called by whoever reported an event that woke a suspended request. */
  void schedule() {
    runner().schedule();
  }

  /** {@link RequestRunner#completed}. */
  void completed() {
    runner().completed();
  }

  /**
   * Runs application code beside the request's own actions, as {@code AsyncContext.start} wants it.
   */
  void execute(Runnable task) {
    runner().resume(task);
  }

  /** {@link RequestRunner#isCalling}. */
  boolean isCalling() {
    return runner().isCalling();
  }

  private RequestRunner runner() {
    RequestRunner started = runner;
    if (started == null) {
      throw new IllegalStateException("The request has not started");
    }
    return started;
  }

  /**
   * {@code ServletRequest.startAsync}.
   *
   * @param original called without arguments
   * @throws IllegalStateException as the method's Javadoc says
   */
  ServerAsyncContext startAsync(
      ServletRequest request, ServletResponse response, boolean original) {
    Dispatch current = this.request.dispatch();
    if (!isAsyncSupported(current)) {
      throw new IllegalStateException(
          "Asynchronous processing is not supported here: set async-supported of servlet "
              + current.target().servletName()
              + " and of the filters in front of it");
    }
    if (this.response.isClosed()) {
      throw new IllegalStateException("The response is closed");
    }
    ServerAsyncContext previous = async;
    int cycle = lifecycle.startAsync();
    ServerAsyncContext next = new ServerAsyncContext(this, cycle, request, response, original);
    async = next;
    if (previous == null) {
      watch = ClientWatch.of(this);
    } else {
      previous.restarted(next);
    }
    return next;
  }

  /**
   * False within any dispatch whose servlet or filters do not support asynchronous processing:
   * 2.3.3.3.
   */
  boolean isAsyncSupported(Dispatch within) {
    for (Dispatch d = within; d != null; d = d.previous()) {
      if (!d.target().asyncSupported()) {
        return false;
      }
      if (d.isByContainer()) {
        return true;
      }
    }
    return true;
  }

  /** {@code ServletRequest.getAsyncContext}. */
  ServerAsyncContext asyncContext() {
    ServerAsyncContext current = async;
    if (current == null) {
      throw new IllegalStateException("startAsync was not called");
    }
    return current;
  }

  @Nullable ServerAsyncContext async() {
    return async;
  }

  /** Null where there is no asynchronous cycle, or nothing can be watched. */
  @Nullable ClientWatch watch() {
    return watch;
  }

  /** The end of the response is about to leave. Called on any thread. */
  void ending() {
    ClientWatch watching = watch;
    if (watching != null) {
      watching.close();
    }
  }

  /**
   * The request ends while threads of the application may still be at it: nothing that they might
   * write to or read from may be used again, the connection included.
   */
  void abandon() {
    abandoned = true;
    undertow.setPersistent(false);
  }

  boolean isAbandoned() {
    return abandoned;
  }

  boolean isAsyncStarted() {
    return lifecycle.isAsyncStarted();
  }

  boolean isUpgraded() {
    return upgrade != null;
  }

  @Nullable ServerUpgrade<?> upgrade() {
    return upgrade;
  }

  /** {@code HttpServletRequest.upgrade}: takes effect when the dispatch has returned. */
  <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws ServletException {
    ServerUpgrade<T> prepared = ServerUpgrade.prepare(this, type);
    upgrade = prepared;
    return prepared.handler();
  }

  /** The request has failed, or has no end: the connection is not handed over. */
  void cancelUpgrade() {
    upgrade = null;
  }

  /** Null where the client takes no pushes. */
  @Nullable PushBuilder newPushBuilder() {
    return ServerPushBuilder.create(this);
  }

  /** A read listener has something to hear. Called on any thread. */
  void readPossible() {
    if (lifecycle.readPossible()) {
      schedule();
    }
  }

  /** A write listener may go on, or must hear of a failure. Called on any thread. */
  void writePossible() {
    if (lifecycle.writePossible()) {
      schedule();
    }
  }

  /** The connection broke while the request was suspended. Called on the IO thread. */
  void aborted(Throwable cause) {
    ServerAsyncContext current = async;
    if (current != null) {
      current.failed(cause);
    }
    if (lifecycle.abort()) {
      schedule();
    }
  }
}
