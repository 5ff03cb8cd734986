package io.slipway.spi;

import jakarta.servlet.WriteListener;

/**
 * A write listener of an upgraded connection that needs no servlet thread, so that those who wait
 * on servlet threads for what it sends can be told. Its methods are called on the connection's IO
 * thread, one after the other: they must neither wait, for a lock either, nor call an application.
 * That of a container's own protocol; one of an application is never asked to be quick.
 */
public interface PromptWriteListener extends WriteListener {
  /** The connection has closed, from either side: nothing more can be sent. At least once. */
  void onClosed();
}
