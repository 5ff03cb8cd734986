package io.slipway.http;

import io.slipway.wire.LingeringClose;
import io.slipway.wire.StreamEnd;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a body that wait to be sent, and when they are: when the buffer is full, at a flush,
 * and at the end. Either whoever writes waits for the client, or, after {@link #waitNoMore}, nobody
 * does, and what the client does not take stays here.
 */
final class BodySender {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private final ServerResponse response;
  private final HttpServerExchange undertow;
  private final BodyLength length;
  private final ResponseSink sink;
  private final ResponseBuffer buffer;
  private boolean waiting = true;

  /** The part of a non-blocking write that the buffer did not take; goes after it. */
  private @Nullable ByteBuffer overflow;

  private boolean flushing;
  private boolean shutdown;

  BodySender(
      ServerResponse response,
      HttpServerExchange undertow,
      BodyLength length,
      ResponseSink sink,
      int bufferSize) {
    this.response = response;
    this.undertow = undertow;
    this.length = length;
    this.sink = sink;
    this.buffer = new ResponseBuffer(undertow, bufferSize);
  }

  /** From now on nothing waits for the client. */
  void waitNoMore() {
    waiting = false;
  }

  void waitAgain() {
    waiting = true;
  }

  int bufferSize() {
    return buffer.size();
  }

  /** Only while nothing waits to be sent. */
  void growBuffer(int wanted) {
    buffer.grow(wanted);
  }

  /** Bytes that can be put before anything is sent. */
  int room() {
    return buffer.room();
  }

  /** Throws away what waits to be sent. */
  void clear() {
    buffer.clear();
  }

  // ---- taking ----

  void put(byte b) throws IOException {
    ByteBuffer into = buffer.get();
    if (into.hasRemaining()) {
      into.put(b);
    } else if (waiting) {
      sendBuffer();
      into.put(b);
    } else {
      later(ByteBuffer.wrap(new byte[] {b}));
    }
  }

  void put(byte[] bytes, int offset, int count) throws IOException {
    ByteBuffer into = buffer.get();
    int fits = Math.min(count, into.remaining());
    if (waiting && count > fits && count >= buffer.size()) {
      sendWith(ByteBuffer.wrap(bytes, offset, count));
      return;
    }
    into.put(bytes, offset, fits);
    int rest = count - fits;
    if (rest == 0) {
      return;
    }
    if (waiting) {
      sendBuffer();
      into.put(bytes, offset + fits, rest);
    } else {
      later(ByteBuffer.allocate(rest).put(bytes, offset + fits, rest).flip());
    }
  }

  /** What is not sent at once of a non-blocking write is read from the buffer later. */
  void put(ByteBuffer bytes) throws IOException {
    ByteBuffer into = buffer.get();
    if (bytes.remaining() <= into.remaining()) {
      into.put(bytes);
    } else if (waiting) {
      sendWith(bytes);
    } else {
      later(bytes);
    }
  }

  void put(FileChannel file, long position, long count) throws IOException {
    if (!waiting) {
      throw new IllegalStateException("A file cannot be sent in non-blocking mode");
    }
    sendBuffer();
    if (!sink.isBodyless() && !sink.isHead()) {
      sink.sendAll(file, position, count);
    }
  }

  private void later(ByteBuffer rest) throws IOException {
    overflow = rest;
    pump();
  }

  // ---- sending ----

  private void commit() throws IOException {
    sink.commit(length.declared(), -1);
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

  void flush() throws IOException {
    if (waiting) {
      sendBuffer();
      sink.flushAll();
    } else {
      flushing = true;
      pump();
    }
  }

  /** The client has not taken all of a non-blocking write or flush. */
  boolean isBehind() {
    return overflow != null || flushing;
  }

  /** Sends what can be sent without waiting; false if something is left. */
  boolean pump() throws IOException {
    commit();
    if (!sendRest(false)) {
      return false;
    }
    if (flushing && !sink.flush()) {
      return false;
    }
    flushing = false;
    return true;
  }

  private boolean sendRest(boolean last) throws IOException {
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

  // ---- the end ----

  /**
   * Whether all of the end is left to {@link #end}, because it is not this thread's to send; unless
   * the application is still asked for something, or a body is to be drained that the client sends
   * until it has the answer.
   */
  private boolean leavesEnd() {
    return !StreamEnd.isHere(undertow) && !response.hasTrailers() && undertow.isRequestComplete();
  }

  /** Sends the rest and the end; returns when the client has it, unless nothing waits. */
  void finish() throws IOException {
    if (leavesEnd()) {
      sink.commit(length.declared(), length.written());
      sendRest(false);
      return;
    }
    while (!pumpEnd() && waiting) {
      sink.awaitWritable();
    }
  }

  /**
   * Sends the rest and the end without waiting; false if the client has not taken all of it yet.
   */
  boolean pumpEnd() throws IOException {
    response.exchange().ending();
    if (shutdown) {
      return sink.flush();
    }
    sink.commit(length.declared(), length.written());
    boolean tooShort = length.isMissed() && !sink.isBodyless() && !sink.isHead();
    Supplier<Map<String, String>> trailers = response.getTrailerFields();
    if (trailers != null) {
      ResponseTrailers.make(undertow, trailers);
      // Undertow drops the chunked framing, and the trailers, of a body that was never begun
      if (length.written() == 0 && !sink.flush()) {
        return false;
      }
    }
    if (!sendRest(!tooShort)) {
      return false;
    }
    if (tooShort) {
      if (!sink.flush()) {
        return false;
      }
      throw sink.broken(
          new IOException(
              "The application wrote "
                  + length.written()
                  + " bytes of a Content-Length of "
                  + length.declared()));
    }
    sink.shutdown();
    shutdown = true;
    return sink.flush();
  }

  /** Sends of the end what can leave now; {@link #end} follows. */
  void beginEnd() {
    if (!leavesEnd()) {
      endIsSent();
    }
  }

  private boolean endIsSent() {
    try {
      return pumpEnd();
    } catch (IOException | RuntimeException e) {
      failed(e);
      return true;
    }
  }

  /** The end could not be made: the client must not take what it has for the whole. */
  void failed(Exception cause) {
    if (cause instanceof IOException broken) {
      LOG.debug("A response could not be ended", broken);
      sink.broken(broken);
    } else {
      // A stage of the pipeline that wraps the response
      LOG.error("A response could not be ended", cause);
      sink.broken(new IOException(cause));
    }
  }

  /**
   * Gives the exchange back to Undertow once all is sent. The IO thread goes on with it if need be.
   *
   * @param reusable whether the request body was read to its end
   */
  void end(boolean reusable) {
    StreamEnd.run(undertow, () -> endNow(reusable));
  }

  private void endNow(boolean reusable) {
    if (sink.failure() == null && !endIsSent()) {
      Runnable later = () -> endNow(reusable);
      if (!StreamEnd.later(undertow, later)) {
        sink.whenWritable(later);
      }
      return;
    }
    sink.end();
    buffer.release(response.exchange().isAbandoned());
    if (sink.failure() == null && !reusable && !undertow.isRequestComplete()) {
      LingeringClose.after(undertow);
    } else {
      undertow.endExchange();
    }
  }
}
