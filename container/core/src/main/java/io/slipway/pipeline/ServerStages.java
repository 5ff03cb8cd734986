package io.slipway.pipeline;

import io.undertow.server.HttpHandler;
import java.util.List;

/**
 * The compiled server-wide stages; closing ends what they hold open, as the access log's file and
 * thread.
 */
public final class ServerStages implements AutoCloseable {
  private final HttpHandler first;
  private final List<Runnable> closers;

  ServerStages(HttpHandler first, List<Runnable> closers) {
    this.first = first;
    this.closers = List.copyOf(closers);
  }

  /** What the listeners call. */
  public HttpHandler first() {
    return first;
  }

  /** Waits until what is logged is written; to be called when no request runs any more. */
  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
