package io.slipway.http;

import io.slipway.wire.ErrorText;
import io.slipway.wire.OwnAnswer;
import io.slipway.wire.ReasonPhrase;
import io.slipway.wire.Refusal;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the container answers by itself: to requests that no webapp has, and with {@link ErrorText}
 * where a webapp has no error page of its own.
 */
public final class ContainerAnswer {
  private static final Refusal REFUSAL = new Refusal("io.slipway.http");

  private ContainerAnswer() {}

  /**
   * Answers a request that no webapp has, and ends it; HTTP/2 and HEAD included. Without waiting,
   * on the IO thread, last in a handler: {@link OwnAnswer}.
   *
   * @param fault what the log calls the failure; null where there is none
   */
  public static void error(HttpServerExchange exchange, int status, @Nullable String fault) {
    OwnAnswer.error(exchange, status, fault);
  }

  /**
   * Answers a request that can be none of any webapp, and ends its connection: {@link Refusal}.
   *
   * @param reason for the log alone
   */
  public static void refuse(HttpServerExchange exchange, int status, String reason) {
    REFUSAL.answer(exchange, status, reason);
  }

  /** Ends a request whose answer is its status and header fields; as {@link #error}. */
  public static void end(HttpServerExchange exchange) {
    OwnAnswer.send(exchange, "");
  }

  /** What an unexpected failure is called, in its answer and in the log. */
  public static String newFault() {
    return Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
  }

  /**
   * @param message of {@code sendError}, not escaped
   * @param fault what the log calls this failure
   */
  static void write(
      ServerRequest request,
      ServerResponse response,
      int status,
      @Nullable String message,
      @Nullable String fault)
      throws IOException {
    String reason = ReasonPhrase.of(status);
    boolean json = ErrorText.prefersJson(request.exchange().undertow().getRequestHeaders());
    response.setContentType(json ? ErrorText.JSON : ErrorText.HTML);
    if (!response.containsHeader(Headers.CACHE_CONTROL_STRING)) {
      response.setHeader(Headers.CACHE_CONTROL_STRING, "no-store");
    }
    String text =
        json
            ? ErrorText.json(status, reason, message, fault)
            : ErrorText.html(status, reason, message, fault);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.output().write(bytes, 0, bytes.length);
  }
}
