package io.slipway.http;

import io.slipway.spi.FileSink;
import io.undertow.UndertowOptions;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * The body of a response: Servlet 6.1, 5.1 and 5.3. One pooled buffer; a response that fits into it
 * leaves, headers and body, in one write with its Content-Length. Blocking writes wait by {@link
 * SocketWait}; after {@code setWriteListener} nothing waits.
 */
final class BodyOutput extends ServletOutputStream implements FileSink {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");
  private static final byte[] CRLF = {'\r', '\n'};

  /**
   * Without {@code UndertowOptions.IDLE_TIMEOUT} a client that takes nothing is given up after this
   * time.
   */
  private static final int DEFAULT_WRITE_TIMEOUT = 60_000;

  private final ServletExchange exchange;
  private final ServerResponse response;
  private final HttpServerExchange undertow;
  private int bufferSize;
  private @Nullable PooledByteBuffer pooled;

  /** Being filled: from 0 to the position is what waits to be sent. */
  private @Nullable ByteBuffer buffer;

  /** The part of a non-blocking write that the buffer did not take; goes after it. */
  private @Nullable ByteBuffer overflow;

  /** Not null once the response is committed. */
  private @Nullable StreamSinkChannel channel;

  private long accepted;
  private long declared = -1;
  private boolean bodyless;

  /** Closed by the application: writing on is its mistake. */
  private boolean closed;

  /**
   * Closed by the container, after {@code sendError} or the declared length: what is written on is
   * ignored (5.5, 5.7).
   */
  private boolean muted;

  private boolean shutdown;
  private @Nullable IOException failure;
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
    this.bufferSize = bufferSize;
  }

  // ---- what the response asks ----

  boolean isCommitted() {
    return channel != null;
  }

  boolean hasFailed() {
    return failure != null;
  }

  boolean isClosed() {
    return closed || muted;
  }

  int bufferSize() {
    return bufferSize;
  }

  void bufferSize(int size) {
    if (accepted > 0 || isCommitted()) {
      throw new IllegalStateException("setBufferSize must be called before anything is written");
    }
    if (size > bufferSize) {
      release();
    }
    bufferSize = Math.max(size, 1);
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
    if (buffer != null) {
      buffer.clear();
    }
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
    if (!takes(1)) {
      return;
    }
    ByteBuffer into = buffer();
    if (!into.hasRemaining()) {
      if (listener == null) {
        send(into);
        into.clear();
      } else {
        overflow = ByteBuffer.wrap(new byte[] {(byte) b});
        pump();
        taken(1);
        return;
      }
    }
    into.put((byte) b);
    taken(1);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0 || !takes(length)) {
      return;
    }
    int count = within(length);
    ByteBuffer into = buffer();
    if (count <= into.remaining()) {
      into.put(bytes, offset, count);
    } else if (listener != null) {
      int fits = into.remaining();
      into.put(bytes, offset, fits);
      ByteBuffer rest = ByteBuffer.allocate(count - fits);
      rest.put(bytes, offset + fits, count - fits).flip();
      overflow = rest;
      pump();
    } else if (count >= bufferSize) {
      send(into, ByteBuffer.wrap(bytes, offset, count));
    } else {
      int fits = into.remaining();
      into.put(bytes, offset, fits);
      send(into);
      into.clear();
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
    int length = source.remaining();
    if (length == 0 || !takes(length)) {
      source.position(source.limit());
      return;
    }
    int count = within(length);
    int end = source.limit();
    source.limit(source.position() + count);
    ByteBuffer into = buffer();
    if (count <= into.remaining()) {
      into.put(source);
    } else if (listener != null) {
      overflow = source;
      taken(count);
      pump();
      return;
    } else {
      send(into, source);
    }
    source.limit(end).position(end);
    taken(count);
  }

  /** Puts text that is known to be ISO-8859-1; the writer's way in for what fits. */
  int room() throws IOException {
    return isClosed() || failure != null || listener != null || declared >= 0
        ? 0
        : buffer().remaining();
  }

  /**
   * To be written to by the writer, no more than {@link #room} bytes, told afterwards by {@link
   * #filled}.
   */
  ByteBuffer buffer() {
    ByteBuffer current = buffer;
    if (current == null) {
      PooledByteBuffer fresh = undertow.getConnection().getByteBufferPool().allocate();
      if (fresh.getBuffer().capacity() >= bufferSize) {
        pooled = fresh;
        current = fresh.getBuffer();
        current.clear();
      } else {
        fresh.close();
        current = ByteBuffer.allocate(bufferSize);
      }
      current.limit(bufferSize);
      buffer = current;
    } else if (current.limit() != bufferSize) {
      current.limit(bufferSize);
    }
    return current;
  }

  void filled(int bytes) {
    accepted += bytes;
  }

  /** False where the bytes are to be ignored. */
  private boolean takes(int length) throws IOException {
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

  private void taken(int count) throws IOException {
    accepted += count;
    if (accepted == declared && !undertow.getRequestMethod().equals(Methods.HEAD)) {
      if (listener == null) {
        closeByContainer();
      } else {
        closeLater();
      }
      closed = false;
      muted = true;
    }
  }

  @Override
  public void print(String text) throws IOException {
    // ISO-8859-1 as the API wants it: a character outside is an error
    String string = String.valueOf(text);
    for (int i = 0; i < string.length(); i++) {
      if (string.charAt(i) > 0xff) {
        throw new CharConversionException(
            "Not an ISO 8859-1 character: U+" + Integer.toHexString(string.charAt(i)));
      }
    }
    byte[] bytes = string.getBytes(StandardCharsets.ISO_8859_1);
    write(bytes, 0, bytes.length);
  }

  @Override
  public void println() throws IOException {
    write(CRLF, 0, 2);
  }

  @Override
  public void println(String text) throws IOException {
    print(text + "\r\n");
  }

  @Override
  public void flush() throws IOException {
    // After upgrade() the headers leave when the dispatch has returned; handshakes flush all the
    // same
    if (isClosed() || exchange.isUpgraded()) {
      return;
    }
    if (failure != null) {
      throw new IOException("The client is gone", failure);
    }
    if (listener != null) {
      flushing = true;
      pump();
      return;
    }
    ByteBuffer waiting = buffer;
    StreamSinkChannel sink = commit(false);
    if (bodyless) {
      return;
    }
    try {
      if (waiting != null && waiting.position() > 0) {
        send(waiting);
        waiting.clear();
      }
      while (!sink.flush()) {
        SocketWait.writable(sink, timeout());
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (isClosed()) {
      closed = true;
      return;
    }
    if (failure != null) {
      closed = true;
      return;
    }
    if (listener != null) {
      closeLater();
      return;
    }
    closeByContainer();
    muted = false;
  }

  /**
   * Sends all that is left, waiting for the client to take it. What is written from now on is
   * ignored.
   */
  void closeByContainer() throws IOException {
    if (isClosed() || failure != null) {
      muted = true;
      return;
    }
    if (listener != null) {
      closeLater();
      muted = true;
      return;
    }
    closed = true;
    muted = true;
    try {
      while (!pumpFinal()) {
        SocketWait.writable(Objects.requireNonNull(channel), timeout());
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private void closeLater() throws IOException {
    closed = true;
    try {
      pumpFinal();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  // ---- sending, blocking ----

  private void send(ByteBuffer filled) throws IOException {
    StreamSinkChannel sink = commit(false);
    if (bodyless) {
      return;
    }
    filled.flip();
    try {
      while (filled.hasRemaining()) {
        if (sink.write(filled) == 0) {
          SocketWait.writable(sink, timeout());
        }
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private void send(ByteBuffer filled, ByteBuffer more) throws IOException {
    StreamSinkChannel sink = commit(false);
    if (bodyless) {
      filled.clear();
      return;
    }
    filled.flip();
    ByteBuffer[] both =
        filled.hasRemaining() ? new ByteBuffer[] {filled, more} : new ByteBuffer[] {more};
    try {
      while (more.hasRemaining()) {
        if (sink.write(both, 0, both.length) == 0) {
          SocketWait.writable(sink, timeout());
        }
      }
    } catch (IOException e) {
      throw broken(e);
    }
    filled.clear();
  }

  @Override
  public void transferFrom(FileChannel file, long position, long count) throws IOException {
    if (count == 0 || !takes(1)) {
      return;
    }
    if (listener != null) {
      throw new IllegalStateException("A file cannot be sent in non-blocking mode");
    }
    long left = declared >= 0 ? Math.min(count, declared - accepted) : count;
    ByteBuffer waiting = buffer;
    StreamSinkChannel sink = commit(false);
    if (bodyless || undertow.getRequestMethod().equals(Methods.HEAD)) {
      taken64(left);
      return;
    }
    if (waiting != null && waiting.position() > 0) {
      send(waiting);
      waiting.clear();
    }
    long at = position;
    long total = left;
    try {
      while (left > 0) {
        long sent = sink.transferFrom(file, at, left);
        if (sent > 0) {
          at += sent;
          left -= sent;
        } else if (sent < 0 || file.size() <= at) {
          throw new EOFException("The file became shorter while it was sent");
        } else {
          SocketWait.writable(sink, timeout());
        }
      }
    } catch (IOException e) {
      throw broken(e);
    }
    taken64(total);
  }

  private void taken64(long count) throws IOException {
    accepted += count;
    taken(0);
  }

  private long timeout() {
    int idle = undertow.getConnection().getUndertowOptions().get(UndertowOptions.IDLE_TIMEOUT, 0);
    return idle > 0 ? idle : DEFAULT_WRITE_TIMEOUT;
  }

  private IOException broken(IOException cause) {
    if (failure == null) {
      failure = cause;
      breakConnection();
    }
    return cause;
  }

  // ---- committing ----

  /**
   * Hands the headers to Undertow.
   *
   * @param last nothing follows what is in the buffer
   */
  private StreamSinkChannel commit(boolean last) throws IOException {
    StreamSinkChannel sink = channel;
    if (sink != null) {
      return sink;
    }
    if (exchange.isUpgraded()) {
      throw new IOException("The connection has been upgraded");
    }
    response.beforeCommit();
    HeaderMap headers = undertow.getResponseHeaders();
    int status = undertow.getStatusCode();
    bodyless = status < 200 || status == 204 || status == 205 || status == 304;
    boolean head = undertow.getRequestMethod().equals(Methods.HEAD);
    headers.remove(Headers.CONTENT_LENGTH);
    if (bodyless) {
      if (buffer != null) {
        buffer.clear();
      }
      if (status == 205) {
        headers.put(Headers.CONTENT_LENGTH, "0");
      }
    } else if (declared >= 0) {
      headers.put(Headers.CONTENT_LENGTH, Long.toString(declared));
    } else if (response.hasTrailers()) {
      if (undertow.getConnection() instanceof HttpServerConnection) {
        headers.put(Headers.TRANSFER_ENCODING, "chunked");
      }
    } else if (last && !(head && accepted == 0)) {
      headers.put(Headers.CONTENT_LENGTH, Long.toString(accepted));
    }
    sink = undertow.getResponseChannel();
    if (sink == null) {
      throw broken(new IOException("The response channel is gone"));
    }
    channel = sink;
    return sink;
  }

  /**
   * Sends the rest and the end without waiting; false if the client has not taken all of it yet.
   */
  private boolean pumpFinal() throws IOException {
    if (shutdown) {
      return Objects.requireNonNull(channel).flush();
    }
    StreamSinkChannel sink = commit(overflow == null);
    boolean short_ =
        declared > accepted && !bodyless && !undertow.getRequestMethod().equals(Methods.HEAD);
    if (response.hasTrailers() && accepted == 0 && !sink.flush()) {
      return false;
    }
    ByteBuffer waiting = buffer;
    if (waiting != null && waiting.position() > 0 && !bodyless) {
      waiting.flip();
      boolean end = overflow == null && !short_;
      while (waiting.hasRemaining()) {
        int sent = end ? sink.writeFinal(waiting) : sink.write(waiting);
        if (sent == 0) {
          waiting.compact();
          return false;
        }
      }
      waiting.clear();
    }
    ByteBuffer more = overflow;
    if (more != null) {
      while (more.hasRemaining() && !bodyless) {
        if (sink.write(more) == 0) {
          return false;
        }
      }
      overflow = null;
    }
    if (short_) {
      if (!sink.flush()) {
        return false;
      }
      throw new IOException(
          "The application wrote " + accepted + " bytes of a Content-Length of " + declared);
    }
    sink.shutdownWrites();
    shutdown = true;
    return sink.flush();
  }

  // ---- non-blocking ----

  @Override
  public boolean isReady() {
    if (listener == null) {
      return true;
    }
    if (owed) {
      return false;
    }
    if (failure != null || isClosed()) {
      return false;
    }
    if (overflow == null && !flushing) {
      return true;
    }
    try {
      if (pump()) {
        return true;
      }
    } catch (IOException e) {
      owed = true;
      exchange.writePossible();
      return false;
    }
    owed = true;
    await();
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

  /** Sends what it can without waiting; false if something is left. */
  private boolean pump() throws IOException {
    try {
      StreamSinkChannel sink = commit(false);
      ByteBuffer waiting = buffer;
      if (waiting != null && waiting.position() > 0 && !bodyless) {
        waiting.flip();
        while (waiting.hasRemaining()) {
          if (sink.write(waiting) == 0) {
            waiting.compact();
            return false;
          }
        }
        waiting.clear();
      }
      ByteBuffer more = overflow;
      if (more != null) {
        while (more.hasRemaining() && !bodyless) {
          if (sink.write(more) == 0) {
            return false;
          }
        }
        overflow = null;
      }
      if (flushing && !sink.flush()) {
        return false;
      }
      flushing = false;
      return true;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private void await() {
    StreamSinkChannel sink = Objects.requireNonNull(channel);
    sink.getWriteSetter()
        .set(
            ready -> {
              ready.suspendWrites();
              exchange.writePossible();
            });
    sink.resumeWrites();
  }

  /** What the write listener is owed; on a container thread, one at a time. Never throws. */
  void runCallback() {
    WriteListener told = listener;
    if (told == null || !owed) {
      return;
    }
    try {
      if (failure == null && !closed && (overflow != null || flushing) && !pump()) {
        await();
        return;
      }
      owed = false;
      if (failure != null) {
        tellError(told, failure);
      } else if (!closed) {
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

  /** For the runner at the end of the request: closes, sends what can be sent now. Never throws. */
  void finish() {
    closed = true;
    muted = true;
    if (failure != null) {
      return;
    }
    try {
      pumpFinal();
    } catch (IOException e) {
      LOG.debug("A response could not be ended", e);
      broken(e);
    } catch (RuntimeException e) {
      // A stage of the pipeline that wraps the response
      LOG.error("A response could not be ended", e);
      broken(new IOException(e));
    }
  }

  /**
   * Gives the exchange back to Undertow once all is sent.
   *
   * @param reusable whether the request body was read to its end
   */
  void end(boolean reusable) {
    if (failure != null) {
      over();
      return;
    }
    StreamSinkChannel sink = Objects.requireNonNull(channel);
    try {
      if (pumpFinal()) {
        ended(reusable);
        return;
      }
    } catch (IOException e) {
      broken(e);
      over();
      return;
    }
    sink.getWriteSetter()
        .set(
            ready -> {
              try {
                if (pumpFinal()) {
                  ready.suspendWrites();
                  ended(reusable);
                }
              } catch (IOException e) {
                broken(e);
                over();
              }
            });
    sink.resumeWrites();
  }

  private void ended(boolean reusable) {
    if (!reusable && !undertow.isRequestComplete()) {
      LingeringClose.after(undertow);
    }
    over();
  }

  private void over() {
    release();
    undertow.endExchange();
  }

  private void release() {
    PooledByteBuffer held = pooled;
    pooled = null;
    buffer = null;
    if (held != null) {
      held.close();
    }
  }

  /** The response cannot be ended properly: the client must not take it for complete. */
  void fail(IOException cause) {
    broken(cause);
  }

  private void breakConnection() {
    StreamSinkChannel sink = channel;
    if (sink != null && !(undertow.getConnection() instanceof HttpServerConnection)) {
      IoUtils.safeClose(sink);
    } else {
      IoUtils.safeClose(undertow.getConnection());
    }
  }
}
