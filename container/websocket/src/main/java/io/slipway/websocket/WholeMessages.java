package io.slipway.websocket;

import java.lang.invoke.VarHandle;
import java.util.Map;
import org.glassfish.tyrus.core.MessageHandlerManager;
import org.glassfish.tyrus.core.TyrusEndpointWrapper;
import org.glassfish.tyrus.core.TyrusSession;
import org.glassfish.tyrus.core.TyrusWebSocket;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.jspecify.annotations.Nullable;

/**
 * Has an endpoint that takes an {@code InputStream} or a {@code Reader} called when its message is
 * complete, as one that takes any other whole message.
 *
 * <p>Of a message in fragments, Tyrus makes such a stream when the first has come, for a thread
 * that waits for the others, over one buffer for all messages of the session. So what comes next is
 * read as part of the one before or never at all, streams without a byte appear, a fragment without
 * one is an exception, and a client that leaves its messages unfinished has a thread for each
 * socket. Nothing is gained by it, as a message has to fit into the session's buffer in any case.
 */
final class WholeMessages {
  private static final VarHandle ENDPOINT =
      TyrusFields.field(TyrusWebSocket.class, "endpointWrapper", TyrusEndpointWrapper.class);

  private static final VarHandle SESSIONS =
      TyrusFields.field(TyrusEndpointWrapper.class, "webSocketToSession", Map.class);

  private static final VarHandle HANDLERS =
      TyrusFields.field(TyrusSession.class, "handlerManager", MessageHandlerManager.class);

  private static final VarHandle TAKES_READER =
      TyrusFields.field(MessageHandlerManager.class, "readerHandlerPresent", boolean.class);

  private static final VarHandle TAKES_STREAM =
      TyrusFields.field(MessageHandlerManager.class, "inputStreamHandlerPresent", boolean.class);

  private static final ClassValue<VarHandle> SOCKET =
      new ClassValue<>() {
        @Override
        protected VarHandle computeValue(Class<?> reader) {
          return TyrusFields.field(reader, "socket", TyrusWebSocket.class);
        }
      };

  private final @Nullable MessageHandlerManager handlers;

  private WholeMessages(@Nullable MessageHandlerManager handlers) {
    this.handlers = handlers;
  }

  /** Of one of Tyrus' own connections, which is open. */
  static WholeMessages of(Connection connection) {
    ReadHandler reader = connection.getReadHandler();
    Object socket = SOCKET.get(reader.getClass()).get(reader);
    Object session = ((Map<?, ?>) SESSIONS.get(ENDPOINT.get(socket))).get(socket);
    return new WholeMessages(
        session == null ? null : (MessageHandlerManager) HANDLERS.get(session));
  }

  /** To be called before Tyrus sees more bytes, as handlers may have been added. */
  void only() {
    MessageHandlerManager all = handlers;
    if (all != null) {
      TAKES_READER.set(all, false);
      TAKES_STREAM.set(all, false);
    }
  }
}
