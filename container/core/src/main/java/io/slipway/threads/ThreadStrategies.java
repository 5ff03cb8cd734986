package io.slipway.threads;

import io.slipway.http.ThreadStrategy;

/** Which strategy is the best here. */
public final class ThreadStrategies {
  private ThreadStrategies() {}

  /**
   * Virtual threads on the IO threads where this JVM allows it, otherwise a pool. {@code
   * describe()} says which.
   */
  public static ThreadStrategy best() {
    return best(ThreadOptions.DEFAULT);
  }

  /** As {@link #best()}, within bounds. */
  public static ThreadStrategy best(ThreadOptions options) {
    return options.virtual() && inlineAvailable()
        ? new InlineVirtualThreads(options)
        : new HotPool(options.pool(), options.concurrent(), Math.max(1, options.queue()));
  }

  /**
   * JDK 24 or later, with {@code --add-opens java.base/java.lang=ALL-UNNAMED} or {@code Add-Opens:
   * java.base/java.lang} in the manifest.
   */
  public static boolean inlineAvailable() {
    return VirtualThreads.available();
  }
}
