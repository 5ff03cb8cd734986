package io.slipway.wire;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends what the container answers by itself, and ends the exchange. The answer leaves at once,
 * whatever of the request is still to come, and a connection whose request has not been read to its
 * end goes with it, or in HTTP/2 the stream ({@link LingeringClose}): Undertow would wait for the
 * rest without a bound.
 */
public final class OwnAnswer {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private OwnAnswer() {}

  /**
   * Answers with {@link ErrorText}. To be called last in a handler, on the IO thread.
   *
   * @param fault what the log calls the failure; null where there is none
   */
  public static void error(HttpServerExchange exchange, int status, @Nullable String fault) {
    send(exchange, ErrorText.answer(exchange, status, ReasonPhrase.of(status), fault));
  }

  /**
   * The same with any text; its status and header fields are set.
   *
   * @param text may be empty
   */
  public static void send(HttpServerExchange exchange, String text) {
    ResponseHead.complete(exchange);
    ByteBuffer page = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    if (exchange.isRequestComplete()) {
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
      LOG.debug("A client did not wait for its answer", gone);
      IoUtils.safeClose(exchange.getConnection());
      Connectors.terminateRequest(exchange);
      Connectors.terminateResponse(exchange);
    }
  }
}
