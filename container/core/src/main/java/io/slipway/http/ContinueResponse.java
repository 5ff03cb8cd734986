package io.slipway.http;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code 100 Continue}, sent when the application first reads the body: RFC 9110, 10.1.1. */
final class ContinueResponse {
  private ContinueResponse() {}

  /** The client waits for it before it sends its body. */
  static boolean isDue(HttpServerExchange exchange) {
    return HttpContinue.requiresContinueResponse(exchange) && exchange.isResponseChannelAvailable();
  }

  /** Sends it if it is due; parks until it is on its way. */
  static void send(HttpServerExchange exchange) throws IOException {
    if (!isDue(exchange)) {
      return;
    }
    CompletableFuture<@Nullable IOException> sent = new CompletableFuture<>();
    send(exchange, sent::complete);
    try {
      IOException failure = sent.get();
      if (failure != null) {
        throw failure;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while sending 100 Continue");
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  /**
   * As {@link #send(HttpServerExchange)}, without waiting; the callback gets null or what went
   * wrong, on any thread.
   */
  static void send(HttpServerExchange exchange, Consumer<@Nullable IOException> done) {
    HttpContinue.sendContinueResponse(
        exchange,
        new IoCallback() {
          @Override
          public void onComplete(HttpServerExchange exchange, @Nullable Sender sender) {
            done.accept(null);
          }

          @Override
          public void onException(
              HttpServerExchange exchange, @Nullable Sender sender, IOException failure) {
            done.accept(failure);
          }
        });
  }
}
