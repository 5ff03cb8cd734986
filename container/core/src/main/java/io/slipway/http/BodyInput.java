package io.slipway.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as a stream, blocking or with a {@link ReadListener}: Servlet 6.1, 3.7 and
 * 5.7.
 *
 * <p>Here is decided what the application gets. {@link BodySource} receives it, {@link ReadEvents}
 * tells the listener. Used by one thread at a time; the lifecycle sees to it. On an IO thread
 * nothing happens but that the lifecycle is told.
 */
public final class BodyInput extends ServletInputStream {
  private final ServletExchange exchange;
  private final BodySource source;
  private final ReadEvents events;
  private final StreamUse use;

  BodyInput(ServletExchange exchange) {
    this.exchange = exchange;
    this.source = new BodySource(exchange.undertow());
    this.events = new ReadEvents(exchange, source);
    this.use = new StreamUse(exchange);
  }

  /**
   * Returns false at the end, else with something in the buffer, which is this thread's until
   * {@link #taken}.
   */
  private boolean await() throws IOException {
    if (exchange.async() == null) {
      return hasMore();
    }
    boolean more = false;
    use.enter();
    try {
      requireInTime();
      more = hasMore();
      return more;
    } finally {
      if (!more) {
        use.leave(null);
      }
    }
  }

  private boolean hasMore() throws IOException {
    if (!events.isOn()) {
      return source.await();
    }
    requireData();
    return source.hasRemaining();
  }

  private void taken() {
    source.consumed();
    use.leave(null);
  }

  /** Behind the body of a request that has ended is the next one. */
  private void requireInTime() throws IOException {
    if (use.isTooLate()) {
      throw new IOException("The request has ended");
    }
  }

  /** With a listener nothing waits. Asked again: what arrived meanwhile may be read. */
  private void requireData() throws IOException {
    if (!isReady() && !source.isEnd()) {
      source.rethrow();
      throw new IllegalStateException(
          "No data can be read without blocking: ask isReady() first (Servlet 6.1, 3.7)");
    }
  }

  private void requireBlocking(String method) {
    if (events.isOn()) {
      throw new IllegalStateException(
          method + " may only be used when the stream is in blocking mode");
    }
  }

  // ---- reading ----

  @Override
  public int read() throws IOException {
    ByteBuffer here = source.buffer();
    if (here.remaining() > 1 && exchange.async() == null) {
      return here.get() & 0xff; // with the last one comes the rest of it
    }
    if (!await()) {
      return -1;
    }
    int b = source.buffer().get() & 0xff;
    taken();
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
    ByteBuffer buffer = source.buffer();
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, count);
    taken();
    return count;
  }

  /** As 6.1 has it, the position stays where it was and the limit says how much was read. */
  @Override
  public int read(ByteBuffer into) throws IOException {
    if (events.isOn()) {
      requireData();
    }
    if (!into.hasRemaining()) {
      return 0;
    }
    if (!await()) {
      return -1;
    }
    ByteBuffer buffer = source.buffer();
    int count = Math.min(into.remaining(), buffer.remaining());
    int position = into.position();
    into.put(position, buffer, buffer.position(), count);
    into.limit(position + count);
    buffer.position(buffer.position() + count);
    taken();
    return count;
  }

  /**
   * The next bytes as they stand in the container's buffer, to be taken from it; null at the end.
   * Valid until the next call. For parsers, which copy nothing.
   */
  @Nullable ByteBuffer next() throws IOException {
    taken();
    return await() ? source.buffer() : null;
  }

  @Override
  public int readLine(byte[] bytes, int offset, int length) throws IOException {
    requireBlocking("readLine");
    int count = 0;
    boolean line = false;
    while (!line && count < length && await()) {
      ByteBuffer buffer = source.buffer();
      while (!line && count < length && buffer.hasRemaining()) {
        byte b = buffer.get();
        bytes[offset + count++] = b;
        line = b == '\n';
      }
      taken();
    }
    return count == 0 && length > 0 ? -1 : count;
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

  @Override
  public long skip(long count) throws IOException {
    long left = count;
    while (left > 0 && isReady() && await()) {
      ByteBuffer buffer = source.buffer();
      int part = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + part);
      left -= part;
      taken();
    }
    return Math.max(count, 0) - Math.max(left, 0);
  }

  @Override
  public int available() throws IOException {
    if (source.isClosed()) {
      throw new IOException("The stream has been closed");
    }
    if (!source.hasRemaining()
        && !source.isEnd()
        && source.failure() == null
        && !source.isContinueDue()) {
      Thread before = use.enter();
      try {
        requireInTime();
        source.fill();
      } finally {
        use.leave(before);
      }
    }
    return source.buffer().remaining();
  }

  /** What was not read stays for {@link #drain}. */
  @Override
  public void close() {
    Thread before = use.enter();
    if (!use.isTooLate()) {
      source.close();
    }
    use.leave(before);
  }

  @Override
  public boolean isFinished() {
    return source.isFinished();
  }

  // ---- non-blocking ----

  @Override
  public void setReadListener(ReadListener readListener) {
    events.begin(readListener);
  }

  @Override
  public boolean isReady() {
    Thread before = use.enter();
    try {
      return !use.isTooLate() && events.isReady();
    } finally {
      use.leave(before);
    }
  }

  /** As {@link ReadEvents#run}. */
  void runCallback() {
    events.run();
  }

  // ---- the end ----

  /**
   * This thread ends the request: no other reads from now on.
   *
   * @return false if one does so just now
   */
  boolean stop() {
    return use.end();
  }

  /** As {@link BodySource#isDrainable}. */
  boolean isDrainable(long max) {
    return source.isDrainable(max);
  }

  /** As {@link BodySource#drain}. */
  boolean drain(long max) {
    events.stop();
    return source.drain(max);
  }

  /** The exchange is over. */
  void end() {
    source.end(exchange.isAbandoned());
  }
}
