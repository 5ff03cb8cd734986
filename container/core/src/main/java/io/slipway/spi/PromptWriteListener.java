package io.slipway.spi;

import jakarta.servlet.WriteListener;

/**
 * A write listener of an upgraded connection that needs no servlet thread, so that it can go on
 * even if all of them wait for what it sends. Its methods are called on the connection's IO thread,
 * one after the other: they must not wait, not even for a lock, and must not call an application.
 * For the container's own protocols only: an application's listener is never expected to be that
 * quick.
 */
public interface PromptWriteListener extends WriteListener {
  /** The connection was closed, by either side: nothing more can be sent. Called at least once. */
  void onClosed();
}
