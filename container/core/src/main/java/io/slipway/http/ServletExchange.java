package io.slipway.http;

import io.slipway.model.RequestTarget;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.PushBuilder;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One request as it passes through a webapp: what request, response and lifecycle share. */
public final class ServletExchange {
  private final HttpServerExchange undertow;
  private final Dispatch first;
  private final ServerRequest request;
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

  public ServerRequest request() {
    return request;
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

  /**
   * Runs application code beside the request's own actions, as {@code AsyncContext.start} wants it.
   */
  void execute(Runnable task) {
    RequestRunner runner = runner();
    try {
      runner.threads().resume(undertow, first.target().taskClass(), task);
    } catch (RejectedExecutionException busy) {
      undertow.getConnection().getWorker().execute(task);
    }
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
    if (!isAsyncSupported()) {
      throw new IllegalStateException(
          "Asynchronous processing is not supported here: set async-supported of servlet "
              + this.request.dispatch().target().servletName()
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
  boolean isAsyncSupported() {
    for (Dispatch d = request.dispatch(); d != null; d = d.previous()) {
      if (!d.target().asyncSupported()) {
        return false;
      }
      switch (d.type()) {
        case FORWARD, INCLUDE -> {}
        default -> {
          return true;
        }
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
   * The container ends the request, not the application, whose threads may still be at it: nothing
   * that they might write to or read from may be used again.
   */
  void abandon() {
    abandoned = true;
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

  /** The dispatch that wanted the upgrade has failed: it is answered with an error instead. */
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
