package io.slipway.websocket;

import java.io.IOException;

/** Why a frame does not leave: the client has gone, or the connection is closed or broken. */
final class ConnectionGone extends IOException {
  private static final long serialVersionUID = 1;

  ConnectionGone() {
    super("The WebSocket connection is closed");
  }

  ConnectionGone(Throwable broken) {
    super(broken.getMessage(), broken);
  }
}
