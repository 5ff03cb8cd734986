package io.slipway.spi;

import jakarta.servlet.http.WebConnection;

/**
 * What the container hands to {@code HttpUpgradeHandler.init}, for protocols of its own that have
 * more to do on the reader's thread than to read.
 */
public interface UpgradedSocket extends WebConnection {
  /**
   * Runs the task on a container thread, with the webapp's class loader in context, after the
   * callbacks of the handler and of its read listener that are due or run now, and before those
   * that follow. Any thread; returns at once.
   */
  void submit(Runnable task);
}
