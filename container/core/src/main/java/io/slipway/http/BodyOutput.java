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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response: Servlet 6.1, 5.1 and 5.3. A response that fits into the buffer leaves,
 * headers and body, in one write with its Content-Length. Blocking writes wait for the client;
 * after {@code setWriteListener} nothing waits.
 */
final class BodyOutput extends ServletOutputStream implements FileSink {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");
  private static final byte[] CRLF = {'\r', '\n'};

  private final ServletExchange exchange;
  private final ServerResponse response;
  private final HttpServerExchange undertow;
  private final ResponseSink sink;
  private final ResponseBuffer buffer;

  /** The part of a non-blocking write that the buffer did not take; goes after it. */
  private @Nullable ByteBuffer overflow;

  private long accepted;
  private long declared = -1;

  /** Closed by the application: writing on is its mistake. */
  private boolean closed;

  /**
   * Closed by the container, after {@code sendError} or the declared length: what is written on is
   * ignored (5.5, 5.7).
   */
  private boolean muted;

  private boolean shutdown;
  private @Nullable WriteListener listener;

  /** {@code isReady} has answered false, or was not yet asked: the listener is owed a call. */
  private boolean owed;

  private boolean flushing;

  BodyOutput(
      ServletExchange exchange,
      ServerResponse response,
      HttpServerExchange undertow,
      int bufferSize) {
    this.exchange = exchange;
    this.response = response;
    this.undertow = undertow;
    this.sink = new ResponseSink(exchange, response, undertow);
    this.buffer = new ResponseBuffer(undertow, bufferSize);
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
    return buffer.size();
  }

  void bufferSize(int size) {
    if (accepted > 0 || isCommitted()) {
      throw new IllegalStateException("setBufferSize must be called before anything is written");
    }
    buffer.size(size);
  }

  long declared() {
    return declared;
  }

  /** -1 for not known. */
  void declare(long length) {
    declared = length;
  }

  void resetBuffer() {
    if (isCommitted()) {
      throw new IllegalStateException("The response is committed");
    }
    accepted = 0;
    buffer.clear();
  }

  void mute() {
    muted = true;
  }

  void reopen() {
    muted = false;
    closed = false;
  }

  // ---- writing ----

  @Override
  public void write(int b) throws IOException {
    if (!takes()) {
      return;
    }
    ByteBuffer into = buffer.get();
    if (into.hasRemaining()) {
      into.put((byte) b);
    } else if (listener == null) {
      sendBuffer();
      into.put((byte) b);
    } else {
      later(ByteBuffer.wrap(new byte[] {(byte) b}));
    }
    taken(1);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0 || !takes()) {
      return;
    }
    int count = within(length);
    ByteBuffer into = buffer.get();
    if (count <= into.remaining()) {
      into.put(bytes, offset, count);
    } else if (listener != null) {
      int fits = into.remaining();
      into.put(bytes, offset, fits);
      later(ByteBuffer.allocate(count - fits).put(bytes, offset + fits, count - fits).flip());
    } else if (count >= buffer.size()) {
      sendWith(ByteBuffer.wrap(bytes, offset, count));
    } else {
      int fits = into.remaining();
      into.put(bytes, offset, fits);
      sendBuffer();
      into.put(bytes, offset + fits, count - fits);
    }
    taken(count);
  }

  /**
   * {@inheritDoc} In non-blocking mode the buffer belongs to the container until {@link #isReady}
   * is true again.
   */
  @Override
  public void write(ByteBuffer source) throws IOException {
    int end = source.limit();
    if (!source.hasRemaining() || !takes()) {
      source.position(end);
      return;
    }
    int count = within(source.remaining());
    source.limit(source.position() + count);
    ByteBuffer into = buffer.get();
    if (count <= into.remaining()) {
      into.put(source);
    } else if (listener != null) {
      later(source);
      taken(count);
      return;
    } else {
      sendWith(source);
    }
    source.limit(end).position(end);
    taken(count);
  }

  /**
   * Bytes that the writer may put into {@link #direct} now, without asking anything else; it tells
   * by {@link #filled}.
   */
  int room() {
    return isClosed() || hasFailed() || listener != null || declared >= 0
        ? 0
        : buffer.get().remaining();
  }

  ByteBuffer direct() {
    return buffer.get();
  }

  void filled(int bytes) {
    accepted += bytes;
  }

  /** False where what is written is to be ignored. */
  private boolean takes() throws IOException {
    IOException failure = sink.failure();
    if (failure != null) {
      throw new IOException("The client is gone", failure);
    }
    if (muted) {
      return false;
    }
    if (closed) {
      throw new IOException("The response has been closed");
    }
    if (listener != null && (overflow != null || flushing)) {
      throw new IllegalStateException("Written although isReady() is false");
    }
    return true;
  }

  private int within(int length) {
    return declared >= 0 ? (int) Math.min(length, declared - accepted) : length;
  }

  /** 5.7: with the last byte of the declared length the response is closed. */
  private void taken(long count) throws IOException {
    accepted += count;
    if (accepted == declared && !sink.isHead()) {
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

  private void commit() throws IOException {
    sink.commit(declared, -1);
  }

  private void sendBuffer() throws IOException {
    commit();
    if (!sink.isBodyless() && buffer.isFilled()) {
      sink.sendAll(buffer.flip());
    }
    buffer.clear();
  }

  private void sendWith(ByteBuffer more) throws IOException {
    commit();
    if (!sink.isBodyless()) {
      sink.sendAll(buffer.flip(), more);
    }
    buffer.clear();
  }

  @Override
  public void transferFrom(FileChannel file, long position, long count) throws IOException {
    if (count == 0 || !takes()) {
      return;
    }
    if (listener != null) {
      throw new IllegalStateException("A file cannot be sent in non-blocking mode");
    }
    long length = declared >= 0 ? Math.min(count, declared - accepted) : count;
    sendBuffer();
    if (!sink.isBodyless() && !sink.isHead()) {
      sink.sendAll(file, position, length);
    }
    taken(length);
  }

  @Override
  public void flush() throws IOException {
    // After upgrade() the headers leave when the dispatch has returned; handshakes flush all the
    // same
    if (isClosed() || exchange.isUpgraded()) {
      return;
    }
    if (listener != null) {
      flushing = true;
      pump();
      return;
    }
    sendBuffer();
    sink.flushAll();
  }

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
    closed = true;
    muted = true;
    while (first && !pumpFinal() && listener == null) {
      sink.awaitWritable();
    }
  }

  // ---- non-blocking ----

  @Override
  public boolean isReady() {
    if (listener == null) {
      return true;
    }
    if (owed || hasFailed() || isClosed()) {
      return false;
    }
    if (overflow == null && !flushing) {
      return true;
    }
    try {
      if (pump()) {
        return true;
      }
      owed = true;
      sink.whenWritable(exchange::writePossible);
    } catch (IOException e) {
      owed = true;
      exchange.writePossible();
    }
    return false;
  }

  @Override
  public void setWriteListener(WriteListener writeListener) {
    Objects.requireNonNull(writeListener, "writeListener");
    if (listener != null) {
      throw new IllegalStateException("A write listener is already set");
    }
    if (!exchange.isAsyncStarted()) {
      throw new IllegalStateException(
          "A write listener needs startAsync or an upgraded connection");
    }
    listener = writeListener;
    owed = true;
    exchange.writePossible();
  }

  private void later(ByteBuffer rest) throws IOException {
    overflow = rest;
    pump();
  }

  /** Sends what it can without waiting; false if something is left. */
  private boolean pump() throws IOException {
    commit();
    if (!sendWaiting(false)) {
      return false;
    }
    if (flushing && !sink.flush()) {
      return false;
    }
    flushing = false;
    return true;
  }

  private boolean sendWaiting(boolean last) throws IOException {
    if (sink.isBodyless()) {
      buffer.clear();
      overflow = null;
      return true;
    }
    ByteBuffer more = overflow;
    if (buffer.isFilled() && !buffer.sent(sink.send(buffer.flip(), last && more == null))) {
      return false;
    }
    if (more != null && !sink.send(more, last)) {
      return false;
    }
    overflow = null;
    return true;
  }

  /** What the write listener is owed; on a container thread, one at a time. Never throws. */
  void runCallback() {
    WriteListener told = listener;
    if (told == null || !owed) {
      return;
    }
    try {
      IOException failure = sink.failure();
      if (failure != null) {
        throw failure;
      }
      if (!closed && (overflow != null || flushing) && !pump()) {
        sink.whenWritable(exchange::writePossible);
        return;
      }
      owed = false;
      if (!closed) {
        told.onWritePossible();
      }
    } catch (Throwable thrown) {
      owed = false;
      tellError(told, thrown);
    }
  }

  private void tellError(WriteListener told, Throwable thrown) {
    try {
      told.onError(thrown);
    } catch (RuntimeException | Error again) {
      LOG.errorf(again, "%s failed in onError", told.getClass().getName());
    }
    exchange.aborted(thrown);
  }

  // ---- the end ----

  /**
   * Sends the rest and the end without waiting; false if the client has not taken all of it yet.
   */
  private boolean pumpFinal() throws IOException {
    if (shutdown) {
      return sink.flush();
    }
    sink.commit(declared, accepted);
    boolean tooShort = declared > accepted && !sink.isBodyless() && !sink.isHead();
    // Undertow drops the chunked framing, and the trailers with it, of a body that was never begun
    if (response.hasTrailers() && accepted == 0 && !sink.flush()) {
      return false;
    }
    if (!sendWaiting(!tooShort)) {
      return false;
    }
    if (tooShort) {
      if (!sink.flush()) {
        return false;
      }
      throw sink.broken(
          new IOException(
              "The application wrote " + accepted + " bytes of a Content-Length of " + declared));
    }
    sink.shutdown();
    shutdown = true;
    return sink.flush();
  }

  /** For the runner at the end of the request: closes, sends what can be sent now. Never throws. */
  void finish() {
    closed = true;
    muted = true;
    if (hasFailed()) {
      return;
    }
    try {
      pumpFinal();
    } catch (IOException e) {
      LOG.debug("A response could not be ended", e);
      sink.broken(e);
    } catch (RuntimeException e) {
      // A stage of the pipeline that wraps the response
      LOG.error("A response could not be ended", e);
      sink.broken(new IOException(e));
    }
  }

  /**
   * Gives the exchange back to Undertow once all is sent. The IO thread goes on with it if need be.
   *
   * @param reusable whether the request body was read to its end
   */
  void end(boolean reusable) {
    if (!hasFailed()) {
      try {
        if (!pumpFinal()) {
          sink.whenWritableInTime(() -> end(reusable));
          return;
        }
        if (!reusable && !undertow.isRequestComplete()) {
          LingeringClose.after(undertow);
        }
      } catch (IOException e) {
        sink.broken(e);
      }
    }
    buffer.release();
    undertow.endExchange();
  }

  /** The response cannot be ended properly: the client must not take it for complete. */
  void fail(IOException cause) {
    sink.broken(cause);
  }
}
