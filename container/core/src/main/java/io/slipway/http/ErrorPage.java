package io.slipway.http;

import io.slipway.wire.ErrorText;
import io.slipway.wire.OwnAnswer;
import io.slipway.wire.ReasonPhrase;
import io.slipway.wire.SparseLogs;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Answers with {@link ErrorText} where the webapp has no page of its own. */
public final class ErrorPage {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");
  private static final SparseLogs REFUSALS = new SparseLogs();

  private ErrorPage() {}

  /**
   * Answers a request that no webapp has, and ends it; HTTP/2 and HEAD included. Without waiting,
   * on the IO thread, last in a handler: {@link OwnAnswer}.
   *
   * @param fault what the log calls the failure; null where there is none
   */
  public static void answer(HttpServerExchange exchange, int status, @Nullable String fault) {
    OwnAnswer.error(exchange, status, fault);
  }

  /**
   * Answers a request that can be none of any webapp, and ends its connection.
   *
   * @param reason for the log alone, where it stands once in ten seconds
   */
  public static void refuse(HttpServerExchange exchange, int status, String reason) {
    LOG.logf(
        REFUSALS.due(reason) ? Logger.Level.INFO : Logger.Level.DEBUG,
        "request from %s refused with %s: %s",
        exchange.getSourceAddress(),
        status,
        reason);
    exchange.setPersistent(false);
    answer(exchange, status, null);
  }

  /** Ends a request whose answer is its status and header fields; as {@link #answer}. */
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
