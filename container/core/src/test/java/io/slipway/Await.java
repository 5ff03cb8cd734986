package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does: until a condition holds, 20 seconds at the most. */
public final class Await {
  private Await() {}

  public static void await(BooleanSupplier condition) {
    await("the condition", condition);
  }

  /**
   * @param what for the failure's message
   */
  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time waited for " + what).isLessThan(deadline);
      Thread.yield();
    }
  }

  /** That nothing holds the class loader of a webapp that has been undeployed. */
  public static void awaitCollection(Reference<ClassLoader> loader) {
    await(
        "the class loader to be collected",
        () -> {
          System.gc();
          return loader.get() == null;
        });
  }
}
