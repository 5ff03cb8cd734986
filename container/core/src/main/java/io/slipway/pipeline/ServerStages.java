package io.slipway.pipeline;

import io.slipway.wire.RefusedHeads;
import io.undertow.server.HttpHandler;
import java.util.List;

/**
 * The compiled server-wide stages; closing ends what they hold open, as the access log's file and
 * thread.
 */
public final class ServerStages implements AutoCloseable {
  private final HttpHandler first;
  private final RefusedHeads refusedHeads;
  private final List<Runnable> closers;

  ServerStages(HttpHandler first, RefusedHeads refusedHeads, List<Runnable> closers) {
    this.first = first;
    this.refusedHeads = refusedHeads;
    this.closers = List.copyOf(closers);
  }

  /** What the listeners call. */
  public HttpHandler first() {
    return first;
  }

  /** Whom the listeners tell of what does not come so far. */
  public RefusedHeads refusedHeads() {
    return refusedHeads;
  }

  /** Waits until what is logged is written; to be called when no request runs any more. */
  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
