package io.slipway.pipeline;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Answers a request that goes no further, and ends its connection. The answer leaves at once,
 * whatever of the request is still to come; that is read and dropped for a short time, as RFC 9112,
 * 9.6 has it: a connection that is closed over unread data is reset, and the client might lose the
 * answer.
 */
final class Refusal {
  private static final Logger LOG = Logger.getLogger("io.slipway.pipeline");
  private static final long LINGER_MILLIS = 2_000;

  private Refusal() {}

  /**
   * To be called last in a handler, on the IO thread.
   *
   * @param reason for the log, and for it alone; names the setting if there is one
   */
  static void answer(HttpServerExchange exchange, int status, String reason) {
    LOG.infof("request from %s refused with %d: %s", exchange.getSourceAddress(), status, reason);
    exchange.setPersistent(false);
    exchange.setStatusCode(status).getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    if (exchange.isRequestComplete()
        || !(exchange.getConnection() instanceof HttpServerConnection connection)) {
      exchange.endExchange();
      return;
    }
    exchange.setResponseContentLength(0);
    // so that Undertow does not end the exchange, which would read all of the request before it
    // sends the answer
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> send(exchange, connection));
  }

  private static void send(HttpServerExchange exchange, HttpServerConnection connection) {
    try {
      StreamSinkChannel sink = exchange.getResponseChannel();
      sink.shutdownWrites();
      if (sink.flush()) {
        linger(exchange, connection);
        return;
      }
      sink.getWriteSetter().set(ready -> flush(exchange, connection, sink));
      sink.resumeWrites();
    } catch (IOException gone) {
      end(exchange, gone);
    }
  }

  private static void flush(
      HttpServerExchange exchange, HttpServerConnection connection, StreamSinkChannel sink) {
    try {
      if (sink.flush()) {
        sink.suspendWrites();
        linger(exchange, connection);
      }
    } catch (IOException gone) {
      end(exchange, gone);
    }
  }

  private static void linger(HttpServerExchange exchange, HttpServerConnection connection)
      throws IOException {
    connection.getOriginalSinkConduit().terminateWrites();
    connection.getOriginalSinkConduit().flush();
    PooledByteBuffer extra = connection.getExtraBytes();
    if (extra != null) {
      connection.setExtraBytes(null);
      extra.close();
    }
    ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
    source.setConduit(connection.getOriginalSourceConduit());
    source.setReadListener(ready -> drop(exchange, connection, source));
    connection
        .getIoThread()
        .executeAfter(() -> end(exchange, null), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    source.resumeReads();
  }

  private static void drop(
      HttpServerExchange exchange,
      HttpServerConnection connection,
      ConduitStreamSourceChannel source) {
    try (PooledByteBuffer pooled = connection.getByteBufferPool().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int count = source.read(buffer);
      while (count > 0) {
        buffer.clear();
        count = source.read(buffer);
      }
      if (count < 0) {
        end(exchange, null);
      }
    } catch (IOException gone) {
      end(exchange, gone);
    }
  }

  private static void end(HttpServerExchange exchange, @Nullable IOException gone) {
    if (gone != null) {
      LOG.debug("A client whose request was refused did not wait for the answer", gone);
    }
    IoUtils.safeClose(exchange.getConnection());
    Connectors.terminateRequest(exchange);
    Connectors.terminateResponse(exchange);
  }
}
