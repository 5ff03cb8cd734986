package io.slipway.spi;

/**
 * Surrounds calls of application code that belong to no HTTP request, such as those of a WebSocket
 * endpoint. If a feature has one, it is an attribute of the {@code ServletContext} under the name
 * of this class. Thread safe.
 */
public interface CallScope {
  /** Runs the call in this thread; throws what it throws. */
  void around(Runnable call);

  /** Nothing is around the call. */
  CallScope NONE = Runnable::run;
}
