package io.slipway.wire;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.server.ConduitWrapper;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ConduitFactory;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jboss.logging.Logger;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Sends the head of a response in HTTP/2 before its body, for a client that may open no window
 * until it has seen it, of the stream or of the connection. Heads are not subject to flow control
 * (RFC 9113, 5.2.1); Undertow sends one with the first bytes of the body, when they may leave. One
 * for each connection.
 */
final class HeadFirst implements ConduitWrapper<StreamSinkConduit> {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  /** What Undertow may still send on a connection, which it tells nobody. */
  private static final VarHandle WINDOW;

  /**
   * A window of a connection that is less may be used up by others until this response begins. Each
   * begins with less (65,535: RFC 9113, 6.9.2): only a client that has opened more, as browsers do,
   * is known not to need this.
   */
  private static final long NARROW = 1 << 16;

  static {
    try {
      WINDOW =
          MethodHandles.privateLookupIn(Http2Channel.class, MethodHandles.lookup())
              .findVarHandle(Http2Channel.class, "sendWindowSize", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Http2Channel connection;

  HeadFirst(Http2Channel connection) {
    this.connection = connection;
  }

  /** To be called first with each exchange: who wraps the response changes its head before. */
  void where(HttpServerExchange exchange) {
    if (isBelow(NARROW)) {
      exchange.addResponseWrapper(this);
    }
  }

  private boolean isBelow(long bytes) {
    return connection.getInitialSendWindowSize() == 0
        || (long) WINDOW.getVolatile(connection) < bytes;
  }

  @Override
  public StreamSinkConduit wrap(
      ConduitFactory<StreamSinkConduit> factory, HttpServerExchange exchange) {
    StreamSinkConduit sink = factory.create();
    if (isBelow(FrameScan.MAX_LENGTH)) {
      try {
        sink.flush();
      } catch (IOException broken) {
        // as the first write will say
        LOG.trace("The stream was reset", broken);
      }
    }
    return sink;
  }
}
