package io.slipway.websocket;

import jakarta.websocket.Session;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.tyrus.core.ComponentProviderService;
import org.glassfish.tyrus.core.TyrusSession;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.core.monitoring.ApplicationEventListener;
import org.glassfish.tyrus.core.monitoring.EndpointEventListener;
import org.glassfish.tyrus.core.monitoring.MessageEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Failures of endpoints of which Tyrus does not draw the consequences.
 *
 * <p>Endpoints that are told of a failure when their session is closed, as of a message that was
 * too large. Tyrus keeps an endpoint for each session, and forgets it when the session is closed;
 * to tell it of a failure then, it makes another one, and would keep that for ever, with the
 * session and all that has come of its last message.
 *
 * <p>Messages in fragments of which the decoder or the handler fails. Tyrus takes such a one for
 * unfinished, and what comes in fragments next for more of it: none of them would be read again.
 */
final class LateFaults implements ApplicationEventListener, EndpointEventListener {
  private static final VarHandle ENDPOINTS =
      TyrusFields.field(
          TyrusWebSocketEngine.class, "componentProviderService", ComponentProviderService.class);

  private static final VarHandle BY_SESSION =
      TyrusFields.field(ComponentProviderService.class, "sessionToObject", Map.class);

  private static final VarHandle STATE =
      TyrusFields.field(TyrusSession.class, "state", AtomicReference.class);

  private static final StackWalker STACK = StackWalker.getInstance();

  /** On the thread that opens one. */
  private static final ThreadLocal<@Nullable Opening> OPENING = new ThreadLocal<>();

  private volatile @Nullable ComponentProviderService endpoints;

  /** A session that is being opened, and whether its endpoint has failed. */
  private static final class Opening {
    private @Nullable String session;
    private boolean failed;
  }

  /** Of an engine that was built with this as its listener, and has no sockets yet. */
  void of(TyrusWebSocketEngine engine) {
    endpoints = (ComponentProviderService) ENDPOINTS.get(engine);
  }

  /**
   * Whether an endpoint failed in {@code onOpen}, of which Tyrus tells the endpoint and nobody
   * else.
   *
   * @param open what opens its session, on this thread
   */
  static boolean happensIn(Runnable open) {
    Opening opening = new Opening();
    OPENING.set(opening);
    try {
      open.run();
    } finally {
      OPENING.remove();
    }
    return opening.failed;
  }

  /** The endpoint has been told, on this thread. */
  @Override
  public void onError(String sessionId, Throwable failure) {
    Opening opening = OPENING.get();
    if (opening != null && sessionId.equals(opening.session)) {
      opening.failed = true;
    }
    ComponentProviderService all = endpoints;
    if (all == null) {
      return;
    }
    boolean inFragments = isOfFragments();
    for (Object known : ((Map<?, ?>) BY_SESSION.get(all)).keySet()) {
      Session session = (Session) known;
      if (session.getId().equals(sessionId)) {
        if (!session.isOpen()) {
          all.removeSession(session);
        } else if (inFragments) {
          endMessage((AtomicReference<?>) STATE.get(session));
        }
      }
    }
  }

  /** The failure is that of a message, as a ping's answer may come between its fragments. */
  private static boolean isOfFragments() {
    return STACK.walk(
        frames ->
            frames
                .skip(1)
                .map(StackWalker.StackFrame::getMethodName)
                .dropWhile("onError"::equals)
                .findFirst()
                .filter("onPartialMessage"::equals)
                .isPresent());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void endMessage(AtomicReference state) {
    if (state.get() instanceof Enum now && now.name().startsWith("RECEIVING_")) {
      state.compareAndSet(now, Enum.valueOf(now.getDeclaringClass(), "RUNNING"));
    }
  }

  @Override
  public EndpointEventListener onEndpointRegistered(String path, Class<?> endpoint) {
    return this;
  }

  @Override
  public MessageEventListener onSessionOpened(String sessionId) {
    Opening opening = OPENING.get();
    if (opening != null) {
      opening.session = sessionId;
    }
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
