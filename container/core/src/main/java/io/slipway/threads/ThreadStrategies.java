package io.slipway.threads;

import io.slipway.http.ThreadStrategy;

/** Which strategy is the best here. */
public final class ThreadStrategies {
  private ThreadStrategies() {}

  /** The best one that this JVM allows. */
  public static ThreadStrategy best() {
    return new HotPool();
  }
}
