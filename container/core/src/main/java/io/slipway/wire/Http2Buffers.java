package io.slipway.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that Undertow takes for one connection in HTTP/2. When a client resets a stream, or
 * its connection ends, Undertow's IO thread gives buffers back that another thread is filling or
 * reading at that moment; from the pool somebody else would get them, and bytes of one response
 * would go to the client of another. So only those go back that are certainly nobody's, and the
 * others are left to the collector; so is one that a thread takes for a stream that is reset in
 * this moment, which nobody gives back at all.
 *
 * <ul>
 *   <li>What is sent belongs to the IO thread alone, from the flush that has taken it.
 *   <li>What was received is read by other threads where it is of a body, and only then.
 * </ul>
 *
 * <p>What a frame of fields is made in holds no more than one frame may.
 */
final class Http2Buffers implements ByteBufferPool {
  /** The longest that every client takes: RFC 9113, 4.2. */
  private static final int FRAME = FrameHeader.LENGTH + FrameScan.MAX_LENGTH;

  private final ByteBufferPool shared;
  private final ByteBufferPool heap;
  private final Thread ioThread;

  // of the IO thread

  private boolean receiving;
  private boolean flushing;
  private byte @Nullable [] readInto;
  private boolean hasBody;

  /**
   * @param shared with buffers on the heap, which may be left to the collector
   */
  Http2Buffers(ByteBufferPool shared, Thread ioThread) {
    this.shared = shared;
    this.heap = shared.getArrayBackedPool();
    this.ioThread = ioThread;
  }

  /** For whoever gives back what nobody uses. */
  ByteBufferPool shared() {
    return shared;
  }

  /** Undertow receives until this is called with false. */
  void receiving(boolean now) {
    receiving = now;
  }

  /** Undertow sends until this is called with false. */
  void flushing(boolean now) {
    flushing = now && isIoThread();
  }

  /**
   * Something was read into a buffer, or not.
   *
   * @param body bytes of a body are among it
   */
  void read(ByteBuffer into, boolean body) {
    byte[] array = into.array();
    hasBody = body || hasBody && array == readInto;
    readInto = array;
  }

  @Override
  public PooledByteBuffer allocate() {
    boolean mine = isIoThread();
    boolean forReading = mine && receiving && !flushing;
    PooledByteBuffer buffer = forReading ? heap.allocate() : BufferPool.allocateLosable(heap);
    if (mine && flushing) {
      // Undertow fills it with as much of a field section as it holds, and makes one frame of that
      buffer.getBuffer().limit(Math.min(buffer.getBuffer().capacity(), FRAME));
    }
    return new Lent(buffer, forReading);
  }

  private boolean isIoThread() {
    return Thread.currentThread() == ioThread;
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
    return heap.getBufferSize();
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  private final class Lent extends AtomicReference<@Nullable PooledByteBuffer>
      implements PooledByteBuffer {
    private static final long serialVersionUID = 1L;

    private final boolean forReading;

    /** It was a flush that asked last for what is in it. */
    private volatile boolean sent;

    Lent(PooledByteBuffer buffer, boolean forReading) {
      super(buffer);
      this.forReading = forReading;
    }

    @Override
    public ByteBuffer getBuffer() {
      // before it is asked for: who closes it meanwhile sees one or the other
      sent = isIoThread() && flushing;
      PooledByteBuffer current = get();
      if (current == null) {
        throw new IllegalStateException("The buffer was given back");
      }
      return current.getBuffer();
    }

    @Override
    public void close() {
      PooledByteBuffer current = getAndSet(null);
      if (current != null) {
        BufferPool.release(current, !isNobodys(current));
      }
    }

    private boolean isNobodys(PooledByteBuffer current) {
      return isIoThread()
          && (forReading ? !hasBody && current.getBuffer().array() == readInto : sent);
    }

    @Override
    public boolean isOpen() {
      return get() != null;
    }
  }
}
