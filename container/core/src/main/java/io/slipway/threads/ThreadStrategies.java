package io.slipway.threads;

import io.slipway.http.ThreadStrategy;

/** Chooses the strategy that is best on this JVM. */
public final class ThreadStrategies {
  private ThreadStrategies() {}

  /**
   * Virtual threads on the IO threads if this JVM allows that, otherwise a pool; {@link
   * ThreadStrategy#describe} says which. With the default bounds.
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
