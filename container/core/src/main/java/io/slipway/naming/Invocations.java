package io.slipway.naming;

import java.lang.reflect.InvocationTargetException;

/** Calls of applications by reflection. */
public final class Invocations {
  private Invocations() {}

  /**
   * What the application threw, to be thrown as if it had been called without reflection.
   *
   * @throws Error if that is what it threw
   */
  public static Exception thrown(InvocationTargetException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : failure;
  }
}
