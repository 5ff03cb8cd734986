package io.slipway.http;

import io.slipway.wire.BufferPool;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The buffer of a response, from the connection's pool where that has such large ones: Servlet 6.1,
 * 5.1. Taken with the first byte.
 */
final class ResponseBuffer {
  private final HttpServerExchange undertow;
  private int size;
  private @Nullable PooledByteBuffer pooled;

  /** Up to the position is what waits to be sent; its limit is {@link #size}. */
  private @Nullable ByteBuffer buffer;

  ResponseBuffer(HttpServerExchange undertow, int size) {
    this.undertow = undertow;
    this.size = size;
  }

  int size() {
    return size;
  }

  /**
   * Only while nothing is in it. It never becomes smaller ("at least as large as the size
   * requested"): Mojarra asks for 1 KB for each of its pages, which would be committed within their
   * heads and sent in a hundred pieces.
   */
  void grow(int wanted) {
    if (wanted > size) {
      release(false);
      size = wanted;
    }
  }

  ByteBuffer get() {
    ByteBuffer current = buffer;
    return current != null ? current : take();
  }

  private ByteBuffer take() {
    ByteBuffer taken;
    ByteBufferPool pool = BufferPool.of(undertow.getConnection());
    if (size <= pool.getBufferSize()) {
      PooledByteBuffer fresh = pool.allocate();
      pooled = fresh;
      taken = fresh.getBuffer();
      taken.clear().limit(size);
    } else {
      taken = ByteBuffer.allocate(size);
    }
    buffer = taken;
    return taken;
  }

  /** Bytes that it takes before it has to be sent. */
  int room() {
    ByteBuffer current = buffer;
    return current == null ? size : current.remaining();
  }

  boolean isFilled() {
    ByteBuffer current = buffer;
    return current != null && current.position() > 0;
  }

  /** For sending; {@link #sent} or {@link #clear} makes it ready for filling again. */
  ByteBuffer flip() {
    return get().flip();
  }

  /** Passes on whether all was sent; what was not stays in the buffer. */
  boolean sent(boolean all) {
    ByteBuffer current = get();
    if (all) {
      clear();
    } else {
      current.compact().limit(size);
    }
    return all;
  }

  void clear() {
    ByteBuffer current = buffer;
    if (current != null) {
      current.clear().limit(size);
    }
  }

  /**
   * @param abandoned somebody may still write to it: nobody else gets it
   */
  void release(boolean abandoned) {
    PooledByteBuffer held = pooled;
    pooled = null;
    buffer = null;
    if (held != null) {
      BufferPool.release(held, abandoned);
    }
  }
}
