package io.slipway.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ServerConnection;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for connections and responses. Without monitors, for IO threads and servlets (which may
 * be virtual threads of that very IO thread) both take from it; without caches by thread, for there
 * may be many threads. At most {@code maxPooled} buffers are kept; more are given to the collector.
 */
public final class BufferPool implements ByteBufferPool {
  /** Bytes of a buffer that a file is sent through: sixteen TLS records. */
  private static final int WINDOW = 256 * 1024;

  /** Windows that are kept: there are as many in use as threads that send a file at that moment. */
  private static final int MAX_WINDOWS = 8;

  private final FreeList<ByteBuffer> free;
  private final AtomicInteger lent = new AtomicInteger();
  private final int size;
  private final boolean direct;
  private final BufferPool heap;
  private final BufferPool windows;
  private volatile boolean closed;

  /**
   * @param size bytes of a buffer
   * @param maxPooled buffers that are kept while nobody uses them
   */
  public BufferPool(int size, int maxPooled) {
    this.size = size;
    this.free = new FreeList<>(maxPooled);
    this.direct = true;
    this.heap = new BufferPool(size, maxPooled / 4, false);
    this.windows = new BufferPool(WINDOW, MAX_WINDOWS, true);
  }

  /** A pool beside the common one. */
  private BufferPool(int size, int maxPooled, boolean direct) {
    this.size = size;
    this.free = new FreeList<>(maxPooled);
    this.direct = direct;
    this.heap = this;
    this.windows = this;
  }

  @Override
  public PooledByteBuffer allocate() {
    ByteBuffer buffer = take();
    lent.incrementAndGet();
    return new Lent(buffer, true);
  }

  /**
   * One that whoever takes it may lose: it is not among those that {@link #lent} counts, and comes
   * back as any other if it is closed.
   */
  static PooledByteBuffer allocateLosable(ByteBufferPool pool) {
    return pool instanceof BufferPool own ? own.new Lent(own.take(), false) : pool.allocate();
  }

  private ByteBuffer take() {
    if (closed) {
      throw new IllegalStateException("The buffer pool is closed");
    }
    ByteBuffer buffer = free.take();
    if (buffer == null) {
      buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    } else {
      buffer.clear();
    }
    return buffer;
  }

  @Override
  public ByteBufferPool getArrayBackedPool() {
    return heap;
  }

  /**
   * A buffer for as long as nothing is waited for. In HTTP/1.1 it is a large one; a frame of HTTP/2
   * holds no more than a common one.
   */
  static PooledByteBuffer window(ServerConnection connection) {
    ByteBufferPool pool = of(connection);
    return !Http2.is(connection) && pool instanceof BufferPool own ? own.window() : pool.allocate();
  }

  PooledByteBuffer window() {
    return windows.allocate();
  }

  /** For what gives its buffers back when nobody uses them, by {@link #release}. */
  public static ByteBufferPool of(ServerConnection connection) {
    ByteBufferPool pool = connection.getByteBufferPool();
    return pool instanceof Http2Buffers undertows ? undertows.shared() : pool;
  }

  /**
   * Buffers given out and not yet closed, of whatever kind, but for those that may be lost: tests,
   * metrics.
   */
  public int lent() {
    return lent.get() + (heap == this ? 0 : heap.lent() + windows.lent());
  }

  @Override
  public void close() {
    closed = true;
    free.clear();
    if (heap != this) {
      heap.close();
      windows.close();
    }
  }

  @Override
  public int getBufferSize() {
    return size;
  }

  @Override
  public boolean isDirect() {
    return direct;
  }

  /**
   * Closes a buffer, or leaves it to the collector where somebody may still use it.
   *
   * @param abandoned it must not come back
   */
  public static void release(PooledByteBuffer buffer, boolean abandoned) {
    if (!abandoned) {
      buffer.close();
    } else if (buffer instanceof Lent lent) {
      lent.abandon();
    }
  }

  private final class Lent implements PooledByteBuffer {
    private final AtomicInteger open = new AtomicInteger(1);
    private final boolean counted;
    private @Nullable ByteBuffer buffer;

    Lent(ByteBuffer buffer, boolean counted) {
      this.buffer = buffer;
      this.counted = counted;
    }

    @Override
    public ByteBuffer getBuffer() {
      ByteBuffer current = buffer;
      if (current == null) {
        throw new IllegalStateException("The buffer was given back");
      }
      return current;
    }

    /** Only the first call counts. */
    @Override
    public void close() {
      ByteBuffer current = buffer;
      if (current != null && end()) {
        buffer = null;
        if (!closed) {
          free.put(current);
        }
      }
    }

    /** Who holds its bytes may go on. */
    void abandon() {
      end();
    }

    private boolean end() {
      boolean first = open.compareAndSet(1, 0);
      if (first && counted) {
        lent.decrementAndGet();
      }
      return first;
    }

    @Override
    public boolean isOpen() {
      return open.get() == 1;
    }
  }
}
