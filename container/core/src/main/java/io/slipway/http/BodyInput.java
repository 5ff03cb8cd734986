package io.slipway.http;

import io.slipway.wire.BodyTimeoutException;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
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
 * The body of a request as a stream, blocking or with a {@link ReadListener}: Servlet 6.1, 3.7 and
 * 5.7.
 *
 * <p>Used by one thread at a time; the lifecycle sees to it. On an IO thread nothing happens but
 * that the lifecycle is told. One pooled buffer is held while it has unread bytes, and none while
 * waiting for the client.
 */
final class BodyInput extends ServletInputStream {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ServletExchange exchange;
  private final HttpServerExchange undertow;
  private final long limit;
  private @Nullable StreamSourceChannel channel;
  private @Nullable PooledByteBuffer pooled;
  private ByteBuffer buffer = NOTHING;
  private boolean begun;
  private boolean end;
  private boolean closed;
  private long received;

  /** When {@link #drain} gives up, in {@link System#nanoTime}; 0 while the application reads. */
  private long drainUntil;

  private volatile @Nullable IOException failure;

  private @Nullable ReadListener listener;

  /**
   * The listener is owed an {@code onDataAvailable}: at first, and after {@link #isReady} said no.
   */
  private boolean owed;

  /** The listener has heard its last. */
  private boolean told;

  BodyInput(ServletExchange exchange) {
    this.exchange = exchange;
    this.undertow = exchange.undertow();
    this.limit = exchange.request().app().options().maxBodySize();
  }

  // ---- filling the buffer ----

  /**
   * Sends 100 if the client waits for it, and takes the channel. Without a body there is neither.
   */
  private void begin() throws IOException {
    begun = true;
    if (undertow.isRequestComplete()) {
      requireWhole();
      end = true;
      return;
    }
    if (limit >= 0 && undertow.getRequestContentLength() > limit) {
      throw new RequestTooLargeException(limit);
    }
    if (listener == null) {
      ContinueResponse.send(undertow);
    }
    channel = undertow.getRequestChannel();
    if (channel == null) {
      throw new IOException("The request body is read by somebody else");
    }
  }

  /**
   * Reads what is there into the empty buffer: the number of bytes, 0 for none as yet, -1 at the
   * end.
   */
  private int fill() throws IOException {
    if (closed) {
      throw new IOException("The stream is closed");
    }
    IOException before = failure;
    if (before != null) {
      throw new IOException(before.getMessage(), before);
    }
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

  private int receive(StreamSourceChannel channel) throws IOException {
    if (pooled == null) {
      pooled = undertow.getConnection().getByteBufferPool().allocate();
    }
    ByteBuffer into = pooled.getBuffer().clear();
    int count;
    try {
      count = channel.read(into);
    } catch (IOException | RuntimeException e) {
      buffer = NOTHING;
      throw e instanceof IOException io
          ? explained(io)
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
    if (limit >= 0 && received > limit) {
      throw new RequestTooLargeException(limit);
    }
    return count;
  }

  /** What is neither too large nor too late nor malformed is the connection's end. */
  private static IOException explained(IOException e) {
    return ErrorResponder.statusOf(e) == HttpServletResponse.SC_INTERNAL_SERVER_ERROR
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

  private void release() {
    buffer = NOTHING;
    if (pooled != null) {
      pooled.close();
      pooled = null;
    }
  }

  /** Returns false at the end, else with something in the buffer. */
  private boolean await() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    if (listener != null) {
      // Asked again: what arrived meanwhile may be read
      if (!isReady() && !end) {
        rethrow();
        throw new IllegalStateException(
            "No data can be read without blocking: ask isReady() first (Servlet 6.1, 3.7)");
      }
      return buffer.hasRemaining();
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
      SocketWait.readable(source, drainUntil == 0 ? timeout() : untilDrained());
    } catch (SocketTimeoutException late) {
      if (drainUntil == 0) {
        LOG.infof(
            "A request body stalled for longer than limits.read-timeout: %s", late.getMessage());
      }
      undertow.setPersistent(false);
      BodyTimeoutException e = new BodyTimeoutException(late.getMessage());
      failure = e;
      throw e;
    }
  }

  private void rethrow() throws IOException {
    IOException e = failure;
    if (e != null) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * {@code limits.readTimeout} in milliseconds, 0 for none; the listener carries it among its
   * options.
   */
  private long timeout() throws IOException {
    Integer timeout = undertow.getConnection().getUndertowOptions().get(Options.READ_TIMEOUT);
    if (timeout == null) {
      timeout = undertow.getConnection().getOption(Options.READ_TIMEOUT);
    }
    return timeout == null ? 0 : Math.max(timeout, 0);
  }

  /**
   * The last byte has been taken: the buffer goes back, and where the length is known the end is
   * known too.
   */
  private void consumed() {
    if (!buffer.hasRemaining()) {
      release();
      end |= undertow.isRequestComplete() && !isCut();
    }
  }

  // ---- reading ----

  @Override
  public int read() throws IOException {
    if (!await()) {
      return -1;
    }
    int b = buffer.get() & 0xff;
    consumed();
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (!await()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, count);
    consumed();
    return count;
  }

  /** As 6.1 has it, the position stays where it was and the limit says how much was read. */
  @Override
  public int read(ByteBuffer into) throws IOException {
    if (listener != null && !isReady() && !end) {
      rethrow();
      throw new IllegalStateException(
          "No data can be read without blocking: ask isReady() first (Servlet 6.1, 3.7)");
    }
    if (!into.hasRemaining()) {
      return 0;
    }
    if (!await()) {
      return -1;
    }
    int count = Math.min(into.remaining(), buffer.remaining());
    int position = into.position();
    into.put(position, buffer, buffer.position(), count);
    into.limit(position + count);
    buffer.position(buffer.position() + count);
    consumed();
    return count;
  }

  /**
   * The next bytes as they stand in the container's buffer, to be taken from it; null at the end.
   * Valid until the next call. For parsers, which copy nothing.
   */
  @Nullable ByteBuffer next() throws IOException {
    consumed();
    return await() ? buffer : null;
  }

  @Override
  public int readLine(byte[] bytes, int offset, int length) throws IOException {
    requireBlocking("readLine");
    if (length <= 0) {
      return 0;
    }
    int count = 0;
    while (count < length && await()) {
      boolean line = false;
      while (!line && count < length && buffer.hasRemaining()) {
        byte b = buffer.get();
        bytes[offset + count++] = b;
        line = b == '\n';
      }
      consumed();
      if (line) {
        break;
      }
    }
    return count == 0 ? -1 : count;
  }

  @Override
  public byte[] readAllBytes() throws IOException {
    requireBlocking("readAllBytes");
    return super.readAllBytes();
  }

  @Override
  public byte[] readNBytes(int length) throws IOException {
    requireBlocking("readNBytes");
    return super.readNBytes(length);
  }

  @Override
  public int readNBytes(byte[] bytes, int offset, int length) throws IOException {
    requireBlocking("readNBytes");
    return super.readNBytes(bytes, offset, length);
  }

  private void requireBlocking(String method) {
    if (listener != null) {
      throw new IllegalStateException(
          method + " may only be used when the stream is in blocking mode");
    }
  }

  @Override
  public long skip(long count) throws IOException {
    long left = count;
    while (left > 0 && (listener == null || isReady()) && await()) {
      int part = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + part);
      left -= part;
      consumed();
    }
    return Math.max(count, 0) - Math.max(left, 0);
  }

  @Override
  public int available() throws IOException {
    if (closed) {
      throw new IOException("The stream is closed");
    }
    if (!buffer.hasRemaining()
        && !end
        && failure == null
        && (begun || !ContinueResponse.isDue(undertow))) {
      fill();
    }
    return buffer.remaining();
  }

  /** What was not read stays for {@link #drain}. */
  @Override
  public void close() {
    closed = true;
    release();
  }

  @Override
  public boolean isFinished() {
    if (!begun && undertow.isRequestComplete() && !isCut()) {
      end = true;
    }
    return end && !buffer.hasRemaining();
  }

  private long untilDrained() throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(drainUntil - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("The rest of the body did not come in time");
    }
    return left;
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
    long length = undertow.getRequestContentLength();
    if (failure != null || ContinueResponse.isDue(undertow) || length - received > max) {
      return false;
    }
    listener = null;
    release();
    drainUntil = System.nanoTime() + DRAIN_NANOS;
    try {
      long left = max;
      for (ByteBuffer bytes = next(); bytes != null; bytes = next()) {
        left -= bytes.remaining();
        if (left < 0) {
          return false;
        }
        bytes.position(bytes.limit());
      }
      return true;
    } catch (IOException e) {
      LOG.debug("The rest of a request body could not be read", e);
      return false;
    } finally {
      release();
    }
  }

  /** The exchange is over: the buffer goes back to its pool. */
  void end() {
    closed = true;
    if (pooled != null && exchange.isAbandoned()) {
      BufferPool.release(pooled, true);
      pooled = null;
    }
    release();
  }

  // ---- non-blocking ----

  boolean hasListener() {
    return listener != null;
  }

  @Override
  public void setReadListener(ReadListener readListener) {
    Objects.requireNonNull(readListener, "readListener");
    if (listener != null) {
      throw new IllegalStateException("A read listener is set already");
    }
    if (!exchange.isAsyncStarted() && !exchange.isUpgraded()) {
      throw new IllegalStateException(
          "A read listener needs startAsync() or upgrade() before it (Servlet 6.1, 3.7)");
    }
    listener = readListener;
    owed = true;
    if (begun || undertow.isRequestComplete() || !ContinueResponse.isDue(undertow)) {
      awaken();
    } else {
      ContinueResponse.send(
          undertow,
          sent -> {
            failure = sent;
            awaken();
          });
    }
  }

  /** Has the listener called: now if there is something to hear, else when there will be. */
  private void awaken() {
    try {
      if (failure == null && !buffer.hasRemaining() && !end && fill() == 0) {
        arm();
        return;
      }
    } catch (IOException e) {
      LOG.debug("A request body failed; its read listener will hear of it", e);
    }
    exchange.readPossible();
  }

  private void arm() {
    StreamSourceChannel source = Objects.requireNonNull(channel);
    source
        .getReadSetter()
        .set(
            ready -> {
              ready.suspendReads();
              exchange.readPossible();
            });
    source.resumeReads();
  }

  @Override
  public boolean isReady() {
    if (listener == null || buffer.hasRemaining()) {
      return true;
    }
    if (owed) {
      // The answer is still out: asking again makes no second call
      return false;
    }
    if (!told) {
      boolean more = false;
      try {
        more = failure == null && !end && fill() > 0;
      } catch (IOException e) {
        LOG.debug("A request body failed; its read listener will hear of it", e);
      }
      if (more) {
        return true;
      }
      owed = true;
      if (end || failure != null) {
        exchange.readPossible();
      } else {
        arm();
      }
    }
    return false;
  }

  /**
   * Calls the read listener for what it has to hear: Servlet 6.1, 3.7. On a container thread, under
   * the lifecycle's mutual exclusion. Never throws.
   */
  void runCallback() {
    ReadListener listener = this.listener;
    if (listener == null || told) {
      return;
    }
    try {
      if (owed && hasData()) {
        owed = false;
        listener.onDataAvailable();
      }
      if (failure != null) {
        throw failure;
      }
      if (end && !buffer.hasRemaining() && !told) {
        told = true;
        listener.onAllDataRead();
      }
    } catch (Throwable thrown) {
      error(listener, thrown);
    }
  }

  /** Whether there is something to read; where there is nothing as yet, the channel is armed. */
  private boolean hasData() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    if (failure != null || end) {
      return false;
    }
    int count = fill();
    if (count == 0) {
      arm();
    }
    return count > 0;
  }

  private void error(ReadListener listener, Throwable thrown) {
    told = true;
    try {
      listener.onError(thrown);
    } catch (Throwable second) {
      LOG.debug("A read listener failed in onError", second);
    }
    boolean lost =
        thrown == failure
            && ErrorResponder.statusOf(thrown) == HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    exchange.aborted(
        lost ? new ClientGoneException("The request body ended before its time", thrown) : thrown);
  }
}
