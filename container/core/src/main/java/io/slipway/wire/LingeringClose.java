package io.slipway.wire;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Ends a connection whose request was not read to its end, when the answer has left: RFC 9112, 9.6.
 * A connection that is closed over unread data is reset, and the client might lose the answer. So
 * the sending side is closed, and what comes is dropped for a short time.
 */
public final class LingeringClose {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");
  static final long MILLIS = 2_000;

  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;

  private LingeringClose(HttpServerExchange exchange, HttpServerConnection connection) {
    this.exchange = exchange;
    this.connection = connection;
  }

  /** Ends the exchange as well. All of the response must have been flushed. On any thread. */
  public static void after(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    if (!(exchange.getConnection() instanceof HttpServerConnection connection)) {
      // a stream of HTTP/2: Undertow drops what comes, and the stream is reset in the end
      later(exchange, () -> IoUtils.safeClose(exchange.getConnection()));
      exchange.endExchange();
      return;
    }
    LingeringClose close = new LingeringClose(exchange, connection);
    if (exchange.isInIoThread()) {
      close.begin();
      return;
    }
    try {
      connection.getIoThread().execute(close::begin);
    } catch (RejectedExecutionException stopping) {
      close.end(null);
    }
  }

  private static void later(HttpServerExchange exchange, Runnable end) {
    exchange
        .getIoThread()
        .executeAfter(
            () -> {
              if (!exchange.isRequestComplete()) {
                end.run();
              }
            },
            MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void begin() {
    try {
      connection.getOriginalSinkConduit().terminateWrites();
      connection.getOriginalSinkConduit().flush();
    } catch (IOException gone) {
      end(gone);
      return;
    }
    PooledByteBuffer extra = connection.getExtraBytes();
    if (extra != null) {
      connection.setExtraBytes(null);
      extra.close();
    }
    ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
    source.setConduit(connection.getOriginalSourceConduit());
    source.setReadListener(this::drop);
    try {
      later(exchange, () -> end(null));
    } catch (RejectedExecutionException stopping) {
      end(null);
      return;
    }
    source.resumeReads();
  }

  private void drop(ConduitStreamSourceChannel source) {
    try (PooledByteBuffer pooled = connection.getByteBufferPool().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int count = source.read(buffer);
      while (count > 0) {
        buffer.clear();
        count = source.read(buffer);
      }
      if (count < 0) {
        end(null);
      }
    } catch (IOException gone) {
      end(gone);
    }
  }

  private void end(@Nullable IOException gone) {
    if (gone != null) {
      LOG.debug("A client did not wait for the end of its answer", gone);
    }
    IoUtils.safeClose(connection);
    Connectors.terminateRequest(exchange);
    Connectors.terminateResponse(exchange);
  }
}
