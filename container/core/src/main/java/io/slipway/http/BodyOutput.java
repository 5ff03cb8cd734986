package io.slipway.http;

import io.slipway.spi.FileSink;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as the application writes it: Servlet 6.1, 5.1 and 5.3. A response that
 * fits into the buffer leaves, headers and body, in one write with its Content-Length. Blocking
 * writes wait for the client; after {@code setWriteListener} nothing waits.
 *
 * <p>Here is decided what is taken. {@link BodySender} sends it, {@link WriteEvents} tells the
 * listener.
 */
public final class BodyOutput extends ServletOutputStream implements FileSink {
  private static final byte[] CRLF = {'\r', '\n'};

  private final ServletExchange exchange;
  private final BodyLength length = new BodyLength();
  private final ResponseSink sink;
  private final BodySender sender;
  private final WriteEvents events;
  private final StreamUse use;

  /** May hold text that is part of the body; see {@link #hold}. */
  private @Nullable ResponseWriter writer;

  /** Closed by the application: writing on is its mistake. */
  private boolean closed;

  /**
   * Closed by the container, after {@code sendError} or the declared length: what is written on is
   * ignored (5.5, 5.7).
   */
  private boolean muted;

  BodyOutput(
      ServletExchange exchange,
      ServerResponse response,
      HttpServerExchange undertow,
      int bufferSize) {
    this.exchange = exchange;
    this.sink = new ResponseSink(exchange, response, undertow);
    this.sender = new BodySender(response, undertow, length, sink, bufferSize);
    this.events = new WriteEvents(exchange, sink, sender);
    this.use = new StreamUse(exchange);
  }

  // ---- what the response asks ----

  boolean isCommitted() {
    return sink.isCommitted();
  }

  boolean hasFailed() {
    return sink.failure() != null;
  }

  boolean isClosed() {
    return closed || muted;
  }

  int bufferSize() {
    return sender.bufferSize();
  }

  void growBuffer(int wanted) {
    if (length.written() > 0 || writer != null && writer.holds() || isCommitted()) {
      throw new IllegalStateException("setBufferSize must be called before anything is written");
    }
    if (writer != null) {
      writer.holdNothing();
    }
    sender.growBuffer(wanted);
  }

  long declared() {
    return length.declared();
  }

  /** -1 for not known. */
  void declare(long bytes) {
    length.declare(bytes);
    if (writer != null) {
      // Whoever has written the last byte finds the response closed
      writer.holdNothing();
    }
  }

  void resetBuffer() {
    if (isCommitted()) {
      throw new IllegalStateException("The response is committed");
    }
    if (writer != null) {
      writer.clear();
    }
    length.restart();
    sender.clear();
  }

  void mute() {
    muted = true;
  }

  /** For an error page, which is written in blocking mode whatever was before. */
  void reopen() {
    muted = false;
    closed = false;
    events.stop();
  }

  // ---- text ----

  /**
   * The writer asks whether it may keep text for a while. It is asked for it by whatever has to do
   * with the body's bytes.
   *
   * @return bytes that it may hold; 0 if every piece has to come at once
   */
  int hold(ResponseWriter by) throws IOException {
    if (by != writer) {
      endText();
      writer = by;
    }
    return isClosed() || hasFailed() || events.isOn() || declared() >= 0 ? 0 : sender.room();
  }

  private void takeText() throws IOException {
    if (writer != null) {
      writer.drain();
    }
  }

  private void endText() throws IOException {
    if (writer != null) {
      writer.end();
    }
  }

  // ---- writing ----

  @Override
  public void write(int b) throws IOException {
    takeText();
    Thread before = use.enter();
    try {
      if (takes()) {
        sender.put((byte) b);
        took(1);
      }
    } finally {
      use.leave(before);
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    takeText();
    Thread before = use.enter();
    try {
      if (count > 0 && takes()) {
        int taken = (int) length.within(count);
        sender.put(bytes, offset, taken);
        took(taken);
      }
    } finally {
      use.leave(before);
    }
  }

  /**
   * {@inheritDoc} In non-blocking mode the buffer belongs to the container until {@link #isReady}
   * is true again.
   */
  @Override
  public void write(ByteBuffer source) throws IOException {
    takeText();
    Thread before = use.enter();
    try {
      int end = source.limit();
      if (!source.hasRemaining() || !takes()) {
        source.position(end);
        return;
      }
      int taken = (int) length.within(source.remaining());
      source.limit(source.position() + taken);
      sender.put(source);
      if (!source.hasRemaining()) {
        source.limit(end).position(end);
      }
      took(taken);
    } finally {
      use.leave(before);
    }
  }

  @Override
  public void transferFrom(FileChannel file, long position, long count) throws IOException {
    takeText();
    Thread before = use.enter();
    try {
      if (count > 0 && takes()) {
        long taken = length.within(count);
        sender.put(file, position, taken);
        took(taken);
      }
    } finally {
      use.leave(before);
    }
  }

  /** False where what is written is to be ignored. */
  private boolean takes() throws IOException {
    IOException failure = sink.failure();
    if (failure != null) {
      throw new IOException("The client is gone", failure);
    }
    if (muted || use.isTooLate()) {
      return false;
    }
    if (closed) {
      throw new IOException("The response has been closed");
    }
    if (sender.isBehind()) {
      throw new IllegalStateException("Written although isReady() is false");
    }
    return true;
  }

  /** 5.7: with the last byte of the declared length the response is closed. */
  private void took(long count) throws IOException {
    length.wrote(count);
    if (length.isReached() && !sink.isHead()) {
      closeByContainer();
      closed = false;
      muted = true;
    }
  }

  /** The container's own: text of ISO-8859-1 alone, as the API wants it. */
  @Override
  public void print(String text) throws IOException {
    String string = String.valueOf(text);
    for (int i = 0; i < string.length(); i++) {
      if (string.charAt(i) > 0xff) {
        throw new CharConversionException(
            "Not an ISO 8859-1 character: U+" + Integer.toHexString(string.charAt(i)));
      }
    }
    write(string.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void println() throws IOException {
    write(CRLF);
  }

  @Override
  public void println(String text) throws IOException {
    print(text + "\r\n");
  }

  @Override
  public void flush() throws IOException {
    takeText();
    // After upgrade() the headers leave when the dispatch has returned; handshakes flush all the
    // same
    if (!isClosed() && !exchange.isUpgraded()) {
      Thread before = use.enter();
      try {
        if (!use.isTooLate()) {
          sender.flush();
        }
      } finally {
        use.leave(before);
      }
    }
  }

  // ---- the end ----

  @Override
  public void close() throws IOException {
    if (!isClosed()) {
      closeByContainer();
      muted = false;
    }
    closed = true;
  }

  /**
   * Sends all that is left, waiting for the client unless in non-blocking mode. What is written
   * from now on is ignored.
   */
  void closeByContainer() throws IOException {
    boolean first = !isClosed() && !hasFailed();
    try {
      if (first) {
        endText();
      }
    } finally {
      closed = true;
      muted = true;
    }
    if (first && events.isOn()) {
      events.end();
    } else if (first) {
      sender.finish();
    }
  }

  /**
   * For the runner at the end of the request: closes, sends what can be sent now; the IO thread
   * follows with the rest. Never throws.
   */
  void finish() {
    if (hasFailed()) {
      return;
    }
    if (!use.endSoon()) {
      exchange.abandon();
      fail(new IOException("The request was ended while another thread wrote to its response"));
      return;
    }
    try {
      if (!isClosed()) {
        endText();
      }
      closed = true;
      muted = true;
      sender.beginEnd();
    } catch (IOException | RuntimeException e) {
      sender.failed(e);
    }
  }

  /** {@link BodySender#end}. */
  void end(boolean reusable) {
    sender.end(reusable);
  }

  /** The response cannot be ended properly: the client must not take it for complete. */
  void fail(IOException cause) {
    sink.broken(cause);
  }

  // ---- non-blocking ----

  /**
   * {@inheritDoc} So it is once the response is closed, by its declared length too: what is written
   * then is refused or ignored, at once.
   */
  @Override
  public boolean isReady() {
    return !events.isOn() || isClosed() || !hasFailed() && events.isReady();
  }

  @Override
  public void setWriteListener(WriteListener writeListener) {
    events.begin(writeListener);
  }

  /** {@link WriteEvents#run}. */
  void runCallback() {
    events.run(closed);
  }

  /** {@link WriteEvents#isUnsent}. */
  boolean isUnsent() {
    return events.isUnsent();
  }

  /** As {@link #close}, for the runner in non-blocking mode: {@link WriteEvents#sendRest}. */
  void sendRest() {
    closed = true;
    events.sendRest();
  }

  /** As {@link #close}, for the runner before a dispatch: {@link WriteEvents#sendWritten}. */
  void sendWritten() {
    closed = true;
    events.sendWritten();
  }

  /** {@link WriteEvents#tellError}. */
  void tellError(Throwable thrown) {
    events.tellError(thrown);
  }
}
