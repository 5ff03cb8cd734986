package io.slipway.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of connections in HTTP/2: each is used once, and then the collector's. When a client
 * resets a stream, or its connection ends, Undertow's IO thread gives buffers back that another
 * thread is filling or reading at that moment; from a pool somebody else would get them, and bytes
 * of one response would go to the client of another.
 */
final class CollectedBuffers implements ByteBufferPool {
  private final int size;

  /**
   * @param size bytes of a buffer
   */
  CollectedBuffers(int size) {
    this.size = size;
  }

  /** The same bytes, in a buffer that nobody else gets. */
  static PooledByteBuffer copy(PooledByteBuffer of) {
    try (of) {
      ByteBuffer bytes = of.getBuffer();
      return new Once(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
    }
  }

  @Override
  public PooledByteBuffer allocate() {
    return new Once(ByteBuffer.allocate(size));
  }

  @Override
  public ByteBufferPool getArrayBackedPool() {
    return this;
  }

  @Override
  public void close() {
    // it keeps nothing
  }

  @Override
  public int getBufferSize() {
    return size;
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  private static final class Once implements PooledByteBuffer {
    private volatile @Nullable ByteBuffer buffer;

    Once(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuffer getBuffer() {
      ByteBuffer current = buffer;
      if (current == null) {
        throw new IllegalStateException("The buffer was given back");
      }
      return current;
    }

    @Override
    public void close() {
      buffer = null;
    }

    @Override
    public boolean isOpen() {
      return buffer != null;
    }
  }
}
