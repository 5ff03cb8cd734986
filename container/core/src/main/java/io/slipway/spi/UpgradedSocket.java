package io.slipway.spi;

import jakarta.servlet.http.WebConnection;

/**
 * The {@code WebConnection} that the container passes to {@code HttpUpgradeHandler.init}: for the
 * container's own protocols, which have more to do on the reader's thread than to read.
 */
public interface UpgradedSocket extends WebConnection {
  /**
   * Runs the task on a container thread, with the webapp's class loader in context, after the
   * callbacks of the handler and of its read listener that are due or run now, and before those
   * that follow. May be called by any thread; returns at once.
   */
  void submit(Runnable task);
}
