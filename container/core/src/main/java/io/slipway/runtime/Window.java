package io.slipway.runtime;

/**
 * The time in which a webapp may register things: from its initializers to the end of its last
 * context listener (Servlet 6.1, 4.4). Changed by the thread that deploys.
 */
final class Window {
  private volatile boolean open = true;
  private volatile boolean contextListeners = true;

  /**
   * @throws IllegalStateException if the webapp has been initialised
   */
  void requireOpen(String what) {
    if (!open) {
      throw new IllegalStateException(
          what + " is possible only until the webapp has been initialised");
    }
  }

  boolean isOpen() {
    return open;
  }

  /** Whether a {@code ServletContextListener} may be added: not once they are being called. */
  boolean takesContextListeners() {
    return contextListeners;
  }

  void contextListenersBegin() {
    contextListeners = false;
  }

  void close() {
    open = false;
  }
}
