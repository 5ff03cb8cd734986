package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;

/**
 * How slowly a client may take its response: it may take nothing for {@code limits.write-timeout},
 * and if the server waits for longer than that in all, it must take {@code limits.min-body-rate}.
 * Otherwise an HTTP/2 client that opens its window byte by byte could keep its request going for
 * ever. Only the time that the server waits for the client counts, not that of the application.
 *
 * <p>For one thread at a time.
 */
public final class ClientPace {
  /**
   * {@code limits.min-body-rate} of responses, among the options of a listener as {@link
   * Options#WRITE_TIMEOUT}, in bytes a second. 0 for none.
   */
  public static final Option<Integer> MIN_RESPONSE_RATE =
      Option.simple(ClientPace.class, "MIN_RESPONSE_RATE", Integer.class);

  /** Where a listener's options say nothing. */
  private static final int DEFAULT_TIMEOUT = 60_000;

  private static final Logger LOG = Logger.getLogger("io.slipway.wire");
  private static final SparseLog SILENT = new SparseLog();
  private static final SparseLog SLOW = new SparseLog();

  private final HttpServerExchange exchange;
  private final int timeout;
  private final int rate;
  private long waited;

  /** When the waiting began; 0 while the client takes what there is. */
  private long since;

  public ClientPace(HttpServerExchange exchange) {
    this.exchange = exchange;
    OptionMap options = exchange.getConnection().getUndertowOptions();
    this.timeout = Math.max(options.get(Options.WRITE_TIMEOUT, DEFAULT_TIMEOUT), 0);
    this.rate = options.get(MIN_RESPONSE_RATE, 0);
  }

  /** {@code limits.write-timeout} in milliseconds, 0 for none. */
  public int timeoutMillis() {
    return timeout;
  }

  /** The client takes nothing now. */
  public void waits() {
    if (since == 0) {
      since = System.nanoTime();
    }
  }

  /**
   * The client has taken something.
   *
   * @throws SocketTimeoutException if it has taken too little for the time that it was waited for;
   *     that is in the log
   */
  public void goesOn() throws SocketTimeoutException {
    if (since == 0) {
      return;
    }
    waited += System.nanoTime() - since;
    since = 0;
    long grace = TimeUnit.MILLISECONDS.toNanos(timeout > 0 ? timeout : DEFAULT_TIMEOUT);
    if (waited > grace && exchange.getResponseBytesSent() < rate * (waited / 1_000_000_000.0)) {
      LOG.logf(
          SLOW.level(),
          "response to %s given up: it is taken slower than limits.min-body-rate (%s bytes a second)",
          exchange.getSourceAddress(),
          rate);
      throw new SocketTimeoutException("The client takes the response too slowly");
    }
  }

  /** It took nothing for the time-out: says so in the log, returns what the response fails with. */
  public SocketTimeoutException timedOut() {
    LOG.logf(
        SILENT.level(),
        "response to %s given up: it took nothing of it within limits.write-timeout (%s ms)",
        exchange.getSourceAddress(),
        timeout);
    return new SocketTimeoutException("The client took no data within " + timeout + " ms");
  }
}
