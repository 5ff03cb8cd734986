package io.slipway.http;

import io.undertow.server.HttpServerExchange;

/** How a servlet gets its thread. */
public interface ThreadStrategy extends AutoCloseable {
  /** For the start-up line. */
  String describe();

  /**
   * Runs the first task of a request on a thread that may block. On the exchange's IO thread the
   * task may have run, or have begun to, when this returns, so the caller must have nothing left to
   * do.
   *
   * @param kind of the servlet that the task runs
   * @throws java.util.concurrent.RejectedExecutionException if too much runs and waits already; the
   *     client sees 503
   */
  void execute(HttpServerExchange exchange, TaskClass kind, Runnable task);

  /**
   * Runs a task of a request that has been accepted before: what follows asynchronous processing,
   * readiness of its streams, {@code AsyncContext.start}. Called on any thread, also from within
   * listeners of channels: it never runs the task before it returns. Tasks of one exchange that
   * must not overlap do not: the lifecycle sees to it.
   *
   * @throws java.util.concurrent.RejectedExecutionException as {@link #execute}
   */
  default void resume(HttpServerExchange exchange, TaskClass kind, Runnable task) {
    execute(exchange, kind, task);
  }

  /**
   * Replaces threads that may keep something of a webapp that has gone, such as a value in a {@link
   * ThreadLocal}, by new ones once they run nothing.
   */
  default void renew() {}

  /** Waits for nothing; tasks that run are left to end. */
  @Override
  void close();
}
