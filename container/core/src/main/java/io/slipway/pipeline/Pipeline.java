package io.slipway.pipeline;

import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Compiles the stages in front of the webapps. */
public final class Pipeline {
  private Pipeline() {}

  /**
   * access log, forwarded headers, limits; in front of all webapps.
   *
   * @throws IOException if the access log cannot be opened
   * @throws IllegalArgumentException if an option makes no sense; the message names it
   */
  public static ServerStages serverStages(PipelineOptions options, HttpHandler next) throws IOException {
    List<Runnable> closers = new ArrayList<>();
    return new ServerStages(next, closers);
  }

  /** compression, cache headers, cookies; in front of one webapp. The exchange's relative path is the path below the context. */
  public static HttpHandler webappStages(PipelineOptions options, HttpHandler next) {
    return next;
  }
}
