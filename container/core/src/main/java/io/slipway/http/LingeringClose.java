package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;

/**
 * Ends a connection whose request body was not read to its end: RFC 9112, 9.6. Closing it at once
 * would reset it, and the client might lose the answer; so Undertow goes on reading and dropping,
 * for a short time.
 */
final class LingeringClose {
  private static final long MILLIS = 2_000;

  private LingeringClose() {}

  static void after(HttpServerExchange exchange) {
    exchange.setPersistent(false);
    exchange
        .getIoThread()
        .executeAfter(
            () -> {
              if (!exchange.isRequestComplete()) {
                IoUtils.safeClose(exchange.getConnection());
              }
            },
            MILLIS,
            TimeUnit.MILLISECONDS);
  }
}
