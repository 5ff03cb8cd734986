package io.slipway.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.glassfish.tyrus.spi.Connection;
import org.jboss.logging.Logger;

/** The sockets that a webapp has opened as a client: they end with it. Thread safe. */
final class ClientSockets {
  private static final Logger LOG = Logger.getLogger("io.slipway.websocket");

  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final ClassLoader webapp;
  private volatile boolean closed;

  ClientSockets(ClassLoader webapp) {
    this.webapp = webapp;
  }

  /** The loader in context while the webapp's endpoints are called. */
  ClassLoader webapp() {
    return webapp;
  }

  /** Closes it at once where the webapp has ended while it was opened. */
  void add(Connection connection) {
    open.add(connection);
    if (closed) {
      close(connection);
    }
  }

  void remove(Connection connection) {
    open.remove(connection);
  }

  void closeAll() {
    closed = true;
    List.copyOf(open).forEach(this::close);
  }

  private void close(Connection connection) {
    if (!open.remove(connection)) {
      return;
    }
    try {
      connection.close(new CloseReason(CloseCodes.GOING_AWAY, null));
    } catch (RuntimeException | Error failure) {
      LOG.error("An endpoint failed when its socket was closed", failure);
    }
  }
}
