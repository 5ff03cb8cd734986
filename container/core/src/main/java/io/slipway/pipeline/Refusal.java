package io.slipway.pipeline;

import io.slipway.wire.LingeringClose;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Answers a request that goes no further, and ends its connection. The answer leaves at once,
 * whatever of the request is still to come: {@link LingeringClose}.
 */
final class Refusal {
  private static final Logger LOG = Logger.getLogger("io.slipway.pipeline");

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
        || !(exchange.getConnection() instanceof HttpServerConnection)) {
      exchange.endExchange();
      return;
    }
    exchange.setResponseContentLength(0);
    // so that Undertow does not end the exchange, which would read all of the request before it
    // sends the answer
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> send(exchange));
  }

  private static void send(HttpServerExchange exchange) {
    try {
      StreamSinkChannel sink = exchange.getResponseChannel();
      sink.shutdownWrites();
      if (sink.flush()) {
        LingeringClose.after(exchange);
        return;
      }
      sink.getWriteSetter().set(ready -> flush(exchange, sink));
      sink.resumeWrites();
    } catch (IOException gone) {
      end(exchange, gone);
    }
  }

  private static void flush(HttpServerExchange exchange, StreamSinkChannel sink) {
    try {
      if (sink.flush()) {
        sink.suspendWrites();
        LingeringClose.after(exchange);
      }
    } catch (IOException gone) {
      end(exchange, gone);
    }
  }

  private static void end(HttpServerExchange exchange, IOException gone) {
    LOG.debug("A client whose request was refused did not wait for the answer", gone);
    IoUtils.safeClose(exchange.getConnection());
    Connectors.terminateRequest(exchange);
    Connectors.terminateResponse(exchange);
  }
}
