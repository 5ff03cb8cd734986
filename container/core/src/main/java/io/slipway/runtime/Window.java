package io.slipway.runtime;

/**
 * The time in which a webapp may register things: from its initializers to the end of its last
 * context listener (Servlet 6.1, 4.4). Changed by the thread that deploys.
 */
final class Window {
  private enum Phase {
    INITIALIZERS,
    CONTEXT_LISTENERS,
    CLOSED
  }

  private volatile Phase phase = Phase.INITIALIZERS;

  /**
   * @throws IllegalStateException if the webapp has been initialised
   */
  void requireOpen(String what) {
    if (phase == Phase.CLOSED) {
      throw new IllegalStateException(
          what + " is possible only until the webapp has been initialised");
    }
  }

  /** Whether a {@code ServletContextListener} may be added: not once they are being called. */
  boolean takesContextListeners() {
    return phase == Phase.INITIALIZERS;
  }

  void contextListenersBegin() {
    phase = Phase.CONTEXT_LISTENERS;
  }

  void close() {
    phase = Phase.CLOSED;
  }
}
