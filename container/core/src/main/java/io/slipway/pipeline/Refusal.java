package io.slipway.pipeline;

import io.slipway.wire.ErrorText;
import io.slipway.wire.LingeringClose;
import io.slipway.wire.ReasonPhrase;
import io.slipway.wire.SparseLogs;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Answers requests that go no further. The answer leaves at once, whatever of the request is still
 * to come: {@link LingeringClose}. What many clients do wrong is logged once in ten seconds for
 * each reason, the rest at debug.
 */
final class Refusal {
  private static final Logger LOG = Logger.getLogger("io.slipway.pipeline");

  private final SparseLogs logs = new SparseLogs();

  /**
   * Ends the connection too. To be called last in a handler, on the IO thread.
   *
   * @param reason for the log, and for it alone; names the setting if there is one
   */
  void answer(HttpServerExchange exchange, int status, String reason) {
    log(exchange, "with " + status + ": " + reason);
    exchange.setPersistent(false);
    page(exchange, status);
  }

  /** Only says it. */
  void log(HttpServerExchange exchange, String reason) {
    LOG.logf(
        logs.due(reason) ? Logger.Level.INFO : Logger.Level.DEBUG,
        "request from %s refused %s",
        exchange.getSourceAddress(),
        reason);
  }

  /** Only the answer. A connection whose request has not been read to its end goes with it. */
  static void page(HttpServerExchange exchange, int status) {
    String text = ErrorText.answer(exchange, status, ReasonPhrase.of(status), null);
    ByteBuffer page = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    if (exchange.isRequestComplete()
        || !(exchange.getConnection() instanceof HttpServerConnection)) {
      exchange.getResponseSender().send(page);
      return;
    }
    exchange.setPersistent(false);
    exchange.setResponseContentLength(page.remaining());
    // so that Undertow does not end the exchange, which would read all of the request before it
    // sends the answer
    exchange.dispatch(
        SameThreadExecutor.INSTANCE, () -> send(exchange, exchange.getResponseChannel(), page));
  }

  private static void send(HttpServerExchange exchange, StreamSinkChannel sink, ByteBuffer page) {
    try {
      while (page.hasRemaining()) {
        if (sink.write(page) == 0) {
          sink.getWriteSetter().set(ready -> send(exchange, sink, page));
          sink.resumeWrites();
          return;
        }
      }
      sink.shutdownWrites();
      if (sink.flush()) {
        sink.suspendWrites();
        LingeringClose.after(exchange);
      } else {
        sink.getWriteSetter().set(ready -> send(exchange, sink, page));
        sink.resumeWrites();
      }
    } catch (IOException gone) {
      LOG.debug("A client whose request was refused did not wait for the answer", gone);
      IoUtils.safeClose(exchange.getConnection());
      Connectors.terminateRequest(exchange);
      Connectors.terminateResponse(exchange);
    }
  }
}
