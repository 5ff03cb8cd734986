package io.slipway.spi;

/**
 * What is to be around a call of application code that belongs to no HTTP request, such as that of
 * a WebSocket endpoint. An attribute of the {@code ServletContext} under this class's name, where a
 * feature has one. Thread safe.
 */
public interface CallScope {
  /** Runs the call in this thread; throws what it throws. */
  void around(Runnable call);

  /** Nothing is around the call. */
  CallScope NONE = Runnable::run;
}
