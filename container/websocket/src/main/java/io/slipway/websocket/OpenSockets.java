package io.slipway.websocket;

import io.slipway.spi.CallScope;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The sockets of one webapp that are open: they end with the webapp, and some of them with their
 * HTTP session. Thread safe.
 */
final class OpenSockets implements HttpSessionListener, HttpSessionIdListener {
  private static final Logger LOG = Logger.getLogger("io.slipway.websocket");
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Set<FrameConnection> open = ConcurrentHashMap.newKeySet();

  /** By id of the session, for those that end with it. */
  private final ConcurrentHashMap<String, Set<FrameConnection>> bySession =
      new ConcurrentHashMap<>();

  private final CallScope scope;
  private final Executor sendHandlers;
  private volatile boolean closed;

  /**
   * @param sendHandlers threads for the application's, of which there are always more
   */
  OpenSockets(CallScope scope, Executor sendHandlers) {
    this.scope = scope;
    this.sendHandlers = sendHandlers;
  }

  Executor sendHandlers() {
    return sendHandlers;
  }

  /** Around the calls of endpoints. */
  CallScope scope() {
    return scope;
  }

  void add(FrameConnection socket) {
    open.add(socket);
    String session = socket.endsWithSession();
    if (session != null) {
      bySession.compute(
          session,
          (id, known) -> {
            Set<FrameConnection> sockets = known == null ? ConcurrentHashMap.newKeySet() : known;
            sockets.add(socket);
            return sockets;
          });
    }
  }

  void remove(FrameConnection socket) {
    open.remove(socket);
    String session = socket.endsWithSession();
    if (session != null) {
      bySession.computeIfPresent(
          session,
          (id, sockets) -> {
            sockets.remove(socket);
            return sockets.isEmpty() ? null : sockets;
          });
    }
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Tells all clients that the endpoint goes away, and waits a moment until they can have heard it.
   */
  void closeAll() {
    closed = true;
    List<FrameConnection> all = List.copyOf(open);
    for (FrameConnection socket : all) {
      try {
        socket.close(CloseCodes.GOING_AWAY);
      } catch (Throwable failure) {
        LOG.error("An endpoint failed when its socket was closed", failure);
      }
      socket.writer().close();
    }
    long end = System.nanoTime() + CLOSE_NANOS;
    try {
      for (FrameConnection socket : all) {
        socket.awaitEnd(end);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      all.forEach(socket -> socket.writer().gone());
    }
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    Set<FrameConnection> sockets = bySession.remove(event.getSession().getId());
    if (sockets != null) {
      sockets.forEach(socket -> socket.close(CloseCodes.VIOLATED_POLICY));
    }
  }

  @Override
  public void sessionIdChanged(HttpSessionEvent event, String oldId) {
    Set<FrameConnection> sockets = bySession.remove(oldId);
    if (sockets != null) {
      bySession.merge(
          event.getSession().getId(),
          sockets,
          (known, more) -> {
            known.addAll(more);
            return known;
          });
    }
  }
}
