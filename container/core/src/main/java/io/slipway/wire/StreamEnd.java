package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Who ends a response. In HTTP/2 only the IO thread writes to the connection. If another thread
 * ended a stream, the client could see that and open the next one while the exchange still waits
 * for its end, and be refused, for it counts as one that is served ({@link Http2Streams}).
 */
public final class StreamEnd {
  private StreamEnd() {}

  /** Whether this thread may send the end of the response itself. */
  public static boolean isHere(HttpServerExchange exchange) {
    return exchange.isInIoThread() || !Http2.is(exchange);
  }

  /**
   * Runs now what sends the end of the response and ends the exchange, or has the IO thread run it.
   * In HTTP/2 what it sends leaves together with the ends of other responses.
   */
  public static void run(HttpServerExchange exchange, Runnable end) {
    EndRound round = round(exchange);
    if (round == null) {
      end.run();
    } else if (exchange.isInIoThread()) {
      // after the handler: Undertow ends what has neither ended nor waits then
      exchange.dispatch(SameThreadExecutor.INSTANCE, () -> round.run(end));
    } else {
      exchange.getIoThread().execute(() -> round.run(end));
    }
  }

  /**
   * Has this run once what was sent so far within {@link #run} has left, which other ends may still
   * join; false if nothing is held back, so that it is the client who is waited for.
   */
  public static boolean later(HttpServerExchange exchange, Runnable end) {
    EndRound round = round(exchange);
    return round != null && round.later(end);
  }

  private static @Nullable EndRound round(HttpServerExchange exchange) {
    Http2Stream stream = Http2Stream.of(exchange);
    return stream == null ? null : stream.connection().round();
  }
}
