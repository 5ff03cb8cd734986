package io.slipway.http;

import io.undertow.server.HttpServerExchange;

/** How a servlet gets its thread. Called on the exchange's IO thread, or on any thread for an exchange that goes on after async processing. */
public interface ThreadStrategy extends AutoCloseable {
  /** For the start-up line. */
  String describe();

  /** Runs the task soon, on a thread that may block. Tasks of one exchange never overlap: the lifecycle sees to it. */
  void execute(HttpServerExchange exchange, Runnable task);

  /** Waits for nothing; tasks that run are left to end. */
  @Override
  void close();
}
