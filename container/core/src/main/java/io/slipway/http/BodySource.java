package io.slipway.http;

import io.slipway.wire.BodyTimeoutException;
import io.slipway.wire.BufferPool;
import io.slipway.wire.Http2;
import io.slipway.wire.SparseLog;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;
import org.xnio.channels.StreamSourceChannel;

/**
 * The bytes of a request body as they come from the connection: the other side of {@link
 * BodySender}. Knows {@code limits.read-timeout}, the end, and what went wrong. How much may come,
 * and how slowly, the pipeline has put around it.
 *
 * <p>Used by one thread at a time, for which {@link StreamUse} stands. One pooled buffer is held
 * while it has unread bytes, and none while waiting for the client.
 */
final class BodySource {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");
  private static final SparseLog STALLED = new SparseLog();
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final HttpServerExchange undertow;
  private @Nullable StreamSourceChannel channel;
  private @Nullable PooledByteBuffer pooled;
  private ByteBuffer buffer = NOTHING;
  private boolean begun;
  private boolean end;
  private boolean closed;
  private long received;

  /** Not null once a listener has waited for the client. */
  private @Nullable ClientDeadline deadline;

  /** When {@link #drain} gives up, in {@link System#nanoTime}; 0 while the application reads. */
  private long drainUntil;

  /** Volatile: {@code 100 Continue} may fail on an IO thread. */
  private volatile @Nullable IOException failure;

  BodySource(HttpServerExchange undertow) {
    this.undertow = undertow;
  }

  // ---- the state ----

  boolean hasRemaining() {
    return buffer.hasRemaining();
  }

  /** What has come and was not taken; to be taken from it, then {@link #consumed}. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** The client has sent all; some of it may still be in the buffer. */
  boolean isEnd() {
    return end;
  }

  /** All was sent and taken. */
  boolean isFinished() {
    if (!begun && undertow.isRequestComplete() && !isCut()) {
      end = true;
    }
    return end && !buffer.hasRemaining();
  }

  @Nullable IOException failure() {
    return failure;
  }

  boolean isClosed() {
    return closed;
  }

  /** The client sends nothing until it has got {@code 100 Continue}. */
  boolean isContinueDue() {
    return !begun && !undertow.isRequestComplete() && ContinueResponse.isDue(undertow);
  }

  // ---- filling the buffer ----

  /** Has {@code 100 Continue} sent without waiting for it. */
  void sendContinue(Runnable done) {
    ContinueResponse.send(
        undertow,
        sent -> {
          failure = sent == null ? null : explained(sent);
          done.run();
        });
  }

  /**
   * Reads what is there into the empty buffer: the number of bytes, 0 for none as yet, -1 at the
   * end.
   */
  int fill() throws IOException {
    if (closed) {
      throw new IOException("The stream has been closed");
    }
    rethrow();
    try {
      if (!begun) {
        begin();
      }
      return end || channel == null ? -1 : receive(channel);
    } catch (IOException e) {
      failure = e;
      release();
      throw e;
    }
  }

  /** Takes the channel. Without a body there is none. */
  private void begin() throws IOException {
    begun = true;
    if (undertow.isRequestComplete()) {
      requireWhole();
      end = true;
      return;
    }
    try {
      ContinueResponse.send(undertow);
    } catch (IOException e) {
      throw explained(e);
    }
    channel = undertow.getRequestChannel();
    if (channel == null) {
      throw new IOException("The request body is read by somebody else");
    }
  }

  private int receive(StreamSourceChannel channel) throws IOException {
    if (pooled == null) {
      pooled = BufferPool.of(undertow.getConnection()).allocate();
    }
    ByteBuffer into = pooled.getBuffer().clear();
    int count;
    try {
      count = channel.read(into);
    } catch (IOException | RuntimeException e) {
      buffer = NOTHING;
      throw e instanceof IOException io
          ? isHalfClosed(io) ? incomplete() : explained(io)
          : new IOException("The request body cannot be read", e);
    }
    into.flip();
    if (count <= 0) {
      release();
      if (count < 0) {
        requireWhole();
        end = true;
      }
      return count;
    }
    buffer = into;
    received += count;
    return count;
  }

  /**
   * Whether the client has ended its side within the body, and may still read an answer. A
   * connection that breaks has been closed by those who read it.
   */
  private boolean isHalfClosed(IOException e) {
    return isUnexplained(e) && !Http2.is(undertow) && undertow.getConnection().isOpen();
  }

  /** RFC 9112, 8. */
  private IOException incomplete() {
    undertow.setPersistent(false);
    String what = "The request body is incomplete";
    return new IOException(what, new io.undertow.util.BadRequestException(what));
  }

  private static boolean isUnexplained(IOException e) {
    return Failure.of(e).status() == HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
  }

  /** What is neither too large nor too late nor malformed is the connection's end. */
  private static IOException explained(IOException e) {
    return isUnexplained(e)
        ? new ClientGoneException("The connection broke before the request body ended", e)
        : e;
  }

  /** Undertow reports an end, too, where the connection was closed from within. */
  private void requireWhole() throws ClientGoneException {
    if (isCut()) {
      throw new ClientGoneException("The connection ended before the request body did", null);
    }
  }

  private boolean isCut() {
    return undertow.getRequestContentLength() > received;
  }

  /** Every reader hears of a failure, not only the first. */
  void rethrow() throws IOException {
    IOException e = failure;
    if (e != null) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Bytes have been taken. With the last one the buffer goes back, and where the length is known
   * the end is known too.
   */
  void consumed() {
    if (!buffer.hasRemaining()) {
      release();
      end |= undertow.isRequestComplete() && !isCut();
    }
  }

  // ---- waiting ----

  /**
   * Calls once, on the IO thread, when filling may make progress, or the client has stalled for
   * {@code limits.read-timeout}: that is a {@link #failure} then.
   */
  void whenReadable(Runnable ready) {
    StreamSourceChannel source = Objects.requireNonNull(channel);
    long millis = timeout();
    Runnable late =
        () -> {
          source.suspendReads();
          stalled("No data came from the client within " + millis + " ms");
          ready.run();
        };
    if (deadline == null) {
      deadline = new ClientDeadline(undertow);
    }
    SocketWait.whenReadable(source, Http2.is(undertow), deadline.begin(millis, late, ready));
  }

  /** Nobody waits for {@link #whenReadable} any more. */
  void listenNoMore() {
    if (deadline != null) {
      deadline.end();
    }
  }

  /** Waits for bytes: false at the end, else with something in the buffer. */
  boolean await() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    int count = fill();
    while (count == 0) {
      waitForData();
      count = fill();
    }
    return count > 0;
  }

  /** A client that has stalled once is not waited for again. */
  private void waitForData() throws IOException {
    StreamSourceChannel source = Objects.requireNonNull(channel);
    try {
      SocketWait.readable(source, Http2.is(undertow), drainUntil == 0 ? timeout() : untilDrained());
    } catch (SocketTimeoutException late) {
      throw stalled(String.valueOf(late.getMessage()));
    }
  }

  private IOException stalled(String message) {
    if (drainUntil == 0) {
      LOG.logf(
          STALLED.level(),
          "request body from %s given up, limits.read-timeout: %s",
          undertow.getSourceAddress(),
          message);
    }
    undertow.setPersistent(false);
    BodyTimeoutException e = new BodyTimeoutException(message);
    failure = e;
    return e;
  }

  /**
   * {@code limits.read-timeout} in milliseconds, 0 for none; the listener carries it among its
   * options.
   */
  private long timeout() {
    return Math.max(undertow.getConnection().getUndertowOptions().get(Options.READ_TIMEOUT, 0), 0);
  }

  private long untilDrained() throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(drainUntil - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("The rest of the body did not come in time");
    }
    return left;
  }

  // ---- the end ----

  /** By the application. What was not read stays for {@link #drain}. */
  void close() {
    closed = true;
    release();
  }

  /**
   * Whether {@link #drain} may succeed. Not where the connection ends anyway; and not where the
   * client was to wait for {@code 100 Continue}, since nobody knows whether it still sends its body
   * (RFC 9110, 10.1.1).
   *
   * @param max bytes
   */
  boolean isDrainable(long max) {
    return failure == null
        && (Http2.is(undertow) || undertow.isPersistent())
        && !ContinueResponse.isDue(undertow)
        && undertow.getRequestContentLength() - received <= max;
  }

  /**
   * Reads away the rest, for a few seconds at most: a client that sends it byte by byte shall not
   * keep the thread.
   *
   * @param max bytes
   * @return false if there was more, or the client failed
   */
  boolean drain(long max) {
    closed = false;
    if (isFinished()) {
      return true;
    }
    if (!isDrainable(max)) {
      return false;
    }
    release();
    drainUntil = System.nanoTime() + DRAIN_NANOS;
    try {
      long left = max;
      while (await()) {
        left -= buffer.remaining();
        if (left < 0) {
          return false;
        }
        buffer.position(buffer.limit());
        consumed();
      }
      return true;
    } catch (IOException e) {
      LOG.debug("The rest of a request body could not be read", e);
      return false;
    } finally {
      release();
    }
  }

  /**
   * The exchange is over: the buffer goes back to its pool.
   *
   * @param abandoned another thread may still be at the buffer, which it keeps
   */
  void end(boolean abandoned) {
    closed = true;
    listenNoMore();
    if (!abandoned) {
      release();
    } else if (pooled != null) {
      BufferPool.release(pooled, true);
    }
  }

  private void release() {
    buffer = NOTHING;
    if (pooled != null) {
      pooled.close();
      pooled = null;
    }
  }
}
