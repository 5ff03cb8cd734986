package io.slipway.websocket;

import jakarta.websocket.Session;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import org.glassfish.tyrus.core.ComponentProviderService;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.core.monitoring.ApplicationEventListener;
import org.glassfish.tyrus.core.monitoring.EndpointEventListener;
import org.glassfish.tyrus.core.monitoring.MessageEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints that are told of a failure when their session is closed, as of a message that was too
 * large. Tyrus keeps an endpoint for each session, and forgets it when the session is closed; to
 * tell it of a failure then, it makes another one, and would keep that for ever, with the session
 * and all that has come of its last message.
 */
final class LateFaults implements ApplicationEventListener, EndpointEventListener {
  /** Tyrus lets nobody else have them. */
  private static final VarHandle ENDPOINTS =
      field(TyrusWebSocketEngine.class, "componentProviderService", ComponentProviderService.class);

  private static final VarHandle BY_SESSION =
      field(ComponentProviderService.class, "sessionToObject", Map.class);

  private volatile @Nullable ComponentProviderService endpoints;

  private static VarHandle field(Class<?> of, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(of, MethodHandles.lookup())
          .findVarHandle(of, name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Of an engine that was built with this as its listener, and has no sockets yet. */
  void of(TyrusWebSocketEngine engine) {
    endpoints = (ComponentProviderService) ENDPOINTS.get(engine);
  }

  /** The endpoint has been told, on this thread. */
  @Override
  public void onError(String sessionId, Throwable failure) {
    ComponentProviderService all = endpoints;
    if (all == null) {
      return;
    }
    for (Object known : ((Map<?, ?>) BY_SESSION.get(all)).keySet()) {
      Session session = (Session) known;
      if (session.getId().equals(sessionId) && !session.isOpen()) {
        all.removeSession(session);
      }
    }
  }

  @Override
  public EndpointEventListener onEndpointRegistered(String path, Class<?> endpoint) {
    return this;
  }

  @Override
  public MessageEventListener onSessionOpened(String sessionId) {
    return MessageEventListener.NO_OP;
  }

  @Override
  public void onSessionClosed(String sessionId) {
    // Tyrus forgets it
  }

  @Override
  public void onApplicationInitialized(String name) {
    // nothing to do
  }

  @Override
  public void onApplicationDestroyed() {
    // nothing to do
  }

  @Override
  public void onEndpointUnregistered(String path) {
    // nothing to do
  }
}
