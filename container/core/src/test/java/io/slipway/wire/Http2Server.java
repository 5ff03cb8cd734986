package io.slipway.wire;

import io.slipway.Slipway;
import io.slipway.WebappBuilder;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import java.util.function.Consumer;

/** Containers with one webapp, at the root, that speak HTTP/2 without TLS. */
final class Http2Server {
  private Http2Server() {}

  static Slipway start(Consumer<WebappBuilder> webapp) {
    return start(LimitOptions.DEFAULT, webapp);
  }

  static Slipway start(LimitOptions limits, Consumer<WebappBuilder> webapp) {
    return Slipway.builder()
        .port(0)
        .h2c(true)
        .pipeline(PipelineOptions.DEFAULT.withLimits(limits))
        .webapp("/", webapp)
        .start();
  }

  /**
   * @param max of one connection at a time
   */
  static LimitOptions streams(int max) {
    Http2Limits limits = Http2Limits.DEFAULT;
    return LimitOptions.DEFAULT.withHttp2(
        new Http2Limits(
            max, limits.maxResets(), limits.maxControlFrames(), limits.maxContinuations()));
  }
}
