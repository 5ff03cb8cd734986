package io.slipway.pipeline;

import io.slipway.wire.RefusedHeads;
import io.undertow.server.HttpHandler;
import org.jspecify.annotations.Nullable;

/** The compiled server-wide stages; closing ends the access log's file and thread. */
public final class ServerStages implements AutoCloseable {
  private final HttpHandler first;
  private final @Nullable AccessLogStage log;

  /**
   * @param log the first of all; null where there is none
   */
  ServerStages(HttpHandler first, @Nullable AccessLogStage log) {
    this.first = log == null ? first : log;
    this.log = log;
  }

  /** What the listeners call. */
  public HttpHandler first() {
    return first;
  }

  /** Whom the listeners tell of what does not come so far. */
  public RefusedHeads refusedHeads() {
    return log == null ? (connection, status, size) -> {} : log;
  }

  /** Waits until what is logged is written; to be called when no request runs any more. */
  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}
