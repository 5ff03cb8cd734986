package io.slipway.http;

import io.undertow.server.HttpServerExchange;

/** How a servlet gets its thread. */
public interface ThreadStrategy extends AutoCloseable {
  /** What it does, in words for a start-up message. */
  String describe();

  /**
   * Runs the first task of a request on a thread that may block. If this is called on the
   * exchange's IO thread, the task may have begun, and even ended, when it returns, so the caller
   * must have nothing left to do.
   *
   * @param kind that of the servlet that the task runs
   * @throws java.util.concurrent.RejectedExecutionException if too many tasks run and wait already;
   *     the client gets 503
   */
  void execute(HttpServerExchange exchange, TaskClass kind, Runnable task);

  /**
   * Runs a task of a request that has been accepted before: what follows asynchronous processing,
   * readiness of its streams, {@code AsyncContext.start}. Called on any thread, also from within
   * listeners of channels, so it never runs the task before it returns. The caller sees to it that
   * tasks of one exchange do not overlap if they must not.
   *
   * @throws java.util.concurrent.RejectedExecutionException as {@link #execute}
   */
  default void resume(HttpServerExchange exchange, TaskClass kind, Runnable task) {
    execute(exchange, kind, task);
  }

  /**
   * Replaces, as soon as they are idle, threads that may hold something of a webapp that has ended,
   * such as a value in a {@link ThreadLocal}.
   */
  default void renew() {}

  /** Waits for nothing; tasks that are running go on to their end. */
  @Override
  void close();
}
