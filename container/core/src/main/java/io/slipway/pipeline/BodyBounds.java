package io.slipway.pipeline;

import io.slipway.wire.BodyTimeoutException;
import io.slipway.wire.FilteredSource;
import io.slipway.wire.SparseLog;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Gives up a body that becomes too large, where its length was not said; and one that comes too
 * slowly, though never so slowly as to meet the read timeout. Only the time counts that somebody
 * waits for data: between a read that found none and the next that does. An application that takes
 * its time costs the client nothing.
 */
final class BodyBounds extends FilteredSource {
  private static final Logger LOG = Logger.getLogger("io.slipway.pipeline");
  private static final SparseLog LOGGED = new SparseLog();

  /** From which on the rate is looked at, where there is no read timeout. */
  private static final long GRACE_MILLIS = 20_000;

  private final HttpServerExchange exchange;
  private final long max;
  private final int rate;
  private final long grace;
  private long received;
  private long waited;

  /** When a read found nothing; 0 if it found something. */
  private long since;

  BodyBounds(StreamSourceConduit next, HttpServerExchange exchange, BodyLimits limits) {
    super(next);
    this.exchange = exchange;
    this.max = limits.maxSize();
    this.rate = limits.minRate();
    int timeout = limits.readTimeoutMillis();
    this.grace = TimeUnit.MILLISECONDS.toNanos(timeout > 0 ? timeout : GRACE_MILLIS);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return (int) counted(into.hasRemaining(), next.read(into));
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return counted(true, next.read(into, offset, length));
  }

  private long counted(boolean wanted, long count) throws IOException {
    if (count > 0) {
      received += count;
      if (max >= 0 && received > max) {
        exchange.setPersistent(false);
        throw new RequestTooBigException(
            "The request body exceeds limits.max-body-size (" + max + " bytes)");
      }
      if (since != 0) {
        waited += System.nanoTime() - since;
        since = 0;
        requireRate(waited);
      }
    } else if (count == 0 && wanted) {
      if (since == 0) {
        since = System.nanoTime();
      } else {
        // something has come of it that is none of its bytes, as of its trailers
        requireRate(waited + System.nanoTime() - since);
      }
    }
    return count;
  }

  private void requireRate(long nanos) throws BodyTimeoutException {
    if (nanos > grace && received < rate * (nanos / 1_000_000_000.0)) {
      tooSlow();
    }
  }

  private void tooSlow() throws BodyTimeoutException {
    LOG.logf(
        LOGGED.level(),
        "request from %s refused with 408: its body comes slower than limits.min-body-rate (%s bytes a second)",
        exchange.getSourceAddress(),
        rate);
    exchange.setPersistent(false);
    throw new BodyTimeoutException("The request body comes too slowly");
  }
}
