package io.slipway;

import io.slipway.http.TaskClass;
import io.slipway.http.ThreadStrategy;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that became servlets'. */
public final class CountingThreads implements ThreadStrategy {
  private final ThreadStrategy threads;
  public final AtomicInteger requests = new AtomicInteger();

  public CountingThreads(ThreadStrategy threads) {
    this.threads = threads;
  }

  @Override
  public String describe() {
    return threads.describe();
  }

  @Override
  public void execute(HttpServerExchange exchange, TaskClass kind, Runnable task) {
    requests.incrementAndGet();
    threads.execute(exchange, kind, task);
  }

  @Override
  public void resume(HttpServerExchange exchange, TaskClass kind, Runnable task) {
    threads.resume(exchange, kind, task);
  }

  @Override
  public void close() {
    threads.close();
  }
}
