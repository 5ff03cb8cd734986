package io.slipway.http;

import io.slipway.http.RequestLifecycle.Action;
import io.slipway.spi.RequestScope;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Does what {@link RequestLifecycle#next} says until the request waits or has ended. Runs on a
 * thread of the {@link ThreadStrategy}, never twice at a time. Whatever the application throws, the
 * request's end runs exactly once.
 */
final class RequestRunner implements Runnable, RequestLifecycle.ResponseState {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private final ServletExchange exchange;
  private final ThreadStrategy threads;
  private final @Nullable RequestScope scope;
  private boolean begun;
  private boolean initialized;
  private @Nullable Throwable failure;

  /** That calls a read or write listener. Each thread asks only whether it is itself. */
  private @Nullable Thread calling;

  RequestRunner(ServletExchange exchange, ThreadStrategy threads) {
    this.exchange = exchange;
    this.threads = threads;
    this.scope = exchange.first().app().requestScope();
  }

  /**
   * {@link Executor} for {@link HttpServerExchange#dispatch(Executor, Runnable)}; a refusal becomes
   * a 503 there.
   */
  void executeFirst(Runnable task) {
    threads.execute(exchange.undertow(), exchange.first().target().taskClass(), task);
  }

  /** Goes on with a request that was suspended. */
  void schedule() {
    resume(this);
  }

  /** For a request that has been accepted once and is not refused now. */
  void resume(Runnable task) {
    try {
      threads.resume(exchange.undertow(), exchange.first().target().taskClass(), task);
    } catch (RejectedExecutionException busy) {
      exchange.undertow().getConnection().getWorker().execute(task);
    }
  }

  /**
   * The application has completed a request that waited. If the end calls nobody and waits for
   * nothing, whoever completes brings it about: to wake another thread for it would cost more than
   * the end itself.
   */
  void completed() {
    if (endsSilently()) {
      run();
    } else {
      schedule();
    }
  }

  private boolean endsSilently() {
    return scope == null
        && !exchange.first().app().listeners().wantsRequests()
        && !exchange.asyncContext().isHeard()
        && !errorPending()
        && !isUnsent()
        && !exchange.isUpgraded()
        && exchange.undertow().isRequestComplete()
        && !exchange.undertow().isInIoThread();
  }

  @Override
  public boolean errorPending() {
    return exchange.response().errorPending();
  }

  @Override
  public boolean isUnsent() {
    return !exchange.isUpgraded() && exchange.response().output().isUnsent();
  }

  @Override
  public void run() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    RequestCount running = exchange.first().app().running();
    Action last;
    running.enter();
    try {
      ClientWatch watch = exchange.watch();
      if (watch != null) {
        watch.disarm();
      }
      do {
        last = step(thread);
      } while (last != Action.WAIT && last != Action.NONE && last != Action.COMPLETE);
    } finally {
      thread.setContextClassLoader(before);
      running.leave();
    }
    ServerUpgrade<?> upgrade = last == Action.COMPLETE ? exchange.upgrade() : null;
    if (upgrade != null) {
      // what the handler does now is no request of the webapp any more
      upgrade.begin();
    }
  }

  /** Returns what was done; after WAIT, NONE and COMPLETE there is nothing left to do. */
  private Action step(Thread thread) {
    ServerResponse response = exchange.response();
    ServerAsyncContext async = exchange.async();
    ClientWatch watch = null;
    if (async != null) {
      async.arm();
      watch = exchange.watch();
      if (watch != null && exchange.lifecycle().isIdle()) {
        watch.arm();
      } else {
        watch = null;
      }
      if (scope != null && exchange.lifecycle().phase() == RequestLifecycle.Phase.STARTED) {
        // Once next() has said WAIT another thread may have the request at any moment.
        leave();
      }
    }
    Action action = exchange.lifecycle().next(this);
    if (watch != null && action != Action.WAIT) {
      watch.disarm();
    }
    switch (action) {
      case WAIT, NONE -> {}
      case DISPATCH -> guarded(thread, this::dispatch);
      case ASYNC_DISPATCH -> guarded(thread, this::asyncDispatch);
      case ERROR_DISPATCH -> {
        thread.setContextClassLoader(exchange.request().dispatch().app().classLoader());
        quietly(this::enter);
        if (exchange.lifecycle().phase() == RequestLifecycle.Phase.ASYNC_ERROR) {
          exchange.abandon();
        }
        errorDispatch();
      }
      case READ_CALLBACK -> callback(thread, () -> exchange.request().bodyInput().runCallback());
      case WRITE_CALLBACK -> callback(thread, () -> response.output().runCallback());
      case SEND -> {
        if (exchange.lifecycle().phase() == RequestLifecycle.Phase.DISPATCHED) {
          response.output().sendWritten();
        } else {
          response.output().sendRest();
        }
      }
      case TIMEOUT -> guarded(thread, () -> exchange.asyncContext().timedOut());
      case ERROR_EVENT -> guarded(thread, this::errorEvent);
      case COMPLETE -> {
        thread.setContextClassLoader(exchange.first().app().classLoader());
        quietly(this::enter);
        complete();
      }
    }
    return action;
  }

  private interface Work {
    void run() throws IOException, ServletException;
  }

  private void guarded(Thread thread, Work work) {
    thread.setContextClassLoader(exchange.request().dispatch().app().classLoader());
    try {
      enter();
      work.run();
    } catch (Throwable thrown) {
      failure = thrown;
      exchange.lifecycle().fail();
      if (thrown instanceof VirtualMachineError) {
        LOG.errorf(thrown, "A request ended with %s", thrown.getClass().getSimpleName());
      }
    }
  }

  private void callback(Thread thread, Work work) {
    calling = thread;
    guarded(thread, work);
    calling = null;
  }

  /** Whether this thread calls a read or write listener just now. */
  boolean isCalling() {
    return calling == Thread.currentThread();
  }

  private void enter() {
    RequestScope around = scope;
    if (around != null && begun) {
      around.resume(exchange.firstRequest(), exchange.currentRequest());
    }
  }

  private void leave() {
    RequestScope around = scope;
    if (around != null && begun) {
      quietly(() -> around.suspend(exchange.firstRequest()));
    }
  }

  private void dispatch() throws IOException, ServletException {
    Dispatch first = exchange.first();
    ServerRequest request = exchange.request();
    ServerResponse response = exchange.response();
    first.app().sessions().arrived(request);
    RequestScope around = scope;
    if (around != null) {
      around.begin(request, exchange.currentRequest());
      begun = true;
    }
    initialized = true;
    first.app().listeners().initialized(request);
    if (exchange.undertow().getRequestMethod().equals(Methods.TRACE)) {
      refuseTrace(first.target(), response);
    } else if (first.app().security().authorise(request, response)) {
      first.target().service(request, response);
    }
  }

  /** It would show a script what only the server is to know: RFC 9110, 9.3.8. */
  private static void refuseTrace(Target target, ServerResponse response) throws IOException {
    String methods = target.methods();
    response.setHeader(Headers.ALLOW_STRING, methods == null ? Target.ALL_METHODS : methods);
    response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
  }

  private void asyncDispatch() throws IOException, ServletException {
    ServerAsyncContext async = exchange.asyncContext();
    async.disarm();
    Dispatch dispatch = async.dispatched();
    ServerRequest request = exchange.enter(dispatch);
    Thread.currentThread().setContextClassLoader(dispatch.app().classLoader());
    dispatch.target().service(request.within(async.suppliedRequest()), async.suppliedResponse());
  }

  private void errorEvent() {
    ServerAsyncContext async = exchange.asyncContext();
    async.disarm();
    Throwable thrown = failure;
    if (thrown == null) {
      thrown = async.failure();
    }
    failure = thrown;
    if (thrown instanceof ClientGoneException) {
      exchange.response().output().tellError(thrown);
    }
    async.error(thrown);
  }

  private void errorDispatch() {
    Throwable thrown = failure;
    failure = null;
    new ErrorResponder(exchange).respond(thrown);
  }

  /** The end. Every step is taken, whatever the steps before it threw. */
  private void complete() {
    ServerAsyncContext async = exchange.async();
    if (async != null) {
      quietly(async::disarm);
      quietly(async::completed);
    }
    ServerRequest request = exchange.firstRequest();
    ServerResponse response = exchange.response();
    if (initialized) {
      quietly(() -> exchange.first().app().listeners().destroyed(request));
    }
    RequestScope around = scope;
    if (around != null && begun) {
      begun = false;
      quietly(() -> around.end(request));
    }
    if (async != null && !request.stopReading()) {
      exchange.abandon();
    }
    if (exchange.isUpgraded()) {
      if (drain(request)) {
        quietly(request::end);
        exchange.lifecycle().next(this);
        return;
      }
      // RFC 9110, 7.8: the new protocol begins behind the whole request
      LOG.debug("A connection is not upgraded: the body of its request has no end");
      exchange.cancelUpgrade();
      exchange.undertow().setPersistent(false);
      refuseUpgrade(response);
    }
    boolean whole = exchange.undertow().isRequestComplete();
    if (whole) {
      // Before the last byte leaves, so that what the client asks next finds the session released.
      quietly(request::end);
      quietly(response::finish);
    } else {
      if (!request.isDrainable()) {
        // so that the answer says it, if it has not left
        exchange.undertow().setPersistent(false);
      }
      quietly(response::finish);
      whole = drain(request);
      quietly(request::end);
    }
    exchange.lifecycle().next(this);
    response.output().end(whole);
  }

  private static void refuseUpgrade(ServerResponse response) {
    if (!response.isCommitted()) {
      response.reset();
      response.setStatus(HttpServletResponse.SC_REQUEST_TIMEOUT);
    }
  }

  private boolean drain(ServerRequest request) {
    try {
      return !exchange.isAbandoned() && request.drain();
    } catch (RuntimeException broken) {
      LOG.debug("A request body could not be drained", broken);
      return false;
    }
  }

  private static void quietly(Work work) {
    try {
      work.run();
    } catch (Throwable thrown) {
      LOG.error("The end of a request met a failure", thrown);
    }
  }
}
