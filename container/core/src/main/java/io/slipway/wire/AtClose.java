package io.slipway.wire;

import org.xnio.ChannelListener;
import org.xnio.StreamConnection;

/** Adds something to be done when a connection has been closed to what is done then already. */
final class AtClose {
  private AtClose() {}

  /**
   * To be called when nobody else sets the connection's close listener any more; the one that is
   * set is kept.
   *
   * @param task runs on the thread that closes, now if that has happened; perhaps more than once
   */
  static void run(StreamConnection connection, Runnable task) {
    ChannelListener<? super StreamConnection> before = connection.getCloseListener();
    connection.setCloseListener(
        closed -> {
          task.run();
          if (before != null) {
            before.handleEvent(closed);
          }
        });
    if (!connection.isOpen()) {
      task.run();
    }
  }
}
