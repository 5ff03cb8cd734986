package io.slipway.http;

import io.slipway.wire.BufferPool;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * What comes over an upgraded connection: Servlet 6.1, 3.7. {@code isReady} may be asked before a
 * listener is set.
 */
final class UpgradeInput extends ServletInputStream {
  private final UpgradedConnection connection;
  private final ConduitStreamSourceChannel channel;
  private final ByteBufferPool buffers;
  private @Nullable PooledByteBuffer pooled;
  private @Nullable ReadListener listener;
  private @Nullable IOException failure;
  private boolean end;
  private boolean endTold;
  private boolean closed;

  /** The listener waits for data. */
  private boolean owed;

  UpgradeInput(
      UpgradedConnection connection, ConduitStreamSourceChannel channel, ByteBufferPool buffers) {
    this.connection = connection;
    this.channel = channel;
    this.buffers = buffers;
  }

  @Override
  public boolean isFinished() {
    return end && !hasData();
  }

  private boolean hasData() {
    return data() != null;
  }

  /** Null if nothing has come that was not taken. */
  private @Nullable ByteBuffer data() {
    PooledByteBuffer held = pooled;
    return held != null && held.getBuffer().hasRemaining() ? held.getBuffer() : null;
  }

  /** Reads what is there without waiting; false if there is nothing yet. */
  private boolean fill() throws IOException {
    if (hasData() || end) {
      return true;
    }
    if (failure != null) {
      throw failure;
    }
    PooledByteBuffer held = pooled;
    if (held == null) {
      held = buffers.allocate();
      pooled = held;
    }
    ByteBuffer into = held.getBuffer();
    into.clear();
    int count = -1;
    try {
      count = channel.read(into);
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      into.flip();
      if (count <= 0) {
        // An idle connection holds no buffer
        release();
      }
    }
    end = count < 0;
    return count != 0;
  }

  @Override
  public boolean isReady() {
    if (closed) {
      return false;
    }
    try {
      if (fill()) {
        if (isFinished() && listener != null && !endTold) {
          connection.submit(this::runCallback);
        }
        return true;
      }
    } catch (IOException e) {
      if (listener != null) {
        connection.submit(this::runCallback);
      }
      return false;
    }
    if (listener != null) {
      await();
    }
    return false;
  }

  private void await() {
    owed = true;
    channel
        .getReadSetter()
        .set(
            ready -> {
              ready.suspendReads();
              connection.submit(this::runCallback);
            });
    channel.resumeReads();
  }

  @Override
  public void setReadListener(ReadListener readListener) {
    Objects.requireNonNull(readListener, "readListener");
    if (listener != null) {
      throw new IllegalStateException("A read listener is already set");
    }
    listener = readListener;
    owed = true;
    connection.submit(this::runCallback);
  }

  private void runCallback() {
    ReadListener told = listener;
    if (told == null || closed || endTold) {
      return;
    }
    try {
      if (failure != null) {
        throw failure;
      }
      if (owed) {
        if (!fill()) {
          await();
          return;
        }
        owed = false;
        if (hasData()) {
          told.onDataAvailable();
        }
      }
      if (isFinished() && !endTold && !closed) {
        endTold = true;
        told.onAllDataRead();
      }
    } catch (Throwable thrown) {
      endTold = true;
      told.onError(thrown);
      connection.broken();
    }
  }

  @Override
  public int read() throws IOException {
    ByteBuffer from = more();
    return from == null ? -1 : from.get() & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    ByteBuffer from = more();
    if (from == null) {
      return -1;
    }
    int count = Math.min(length, from.remaining());
    from.get(bytes, offset, count);
    return count;
  }

  /** Waits for data in blocking mode; null at the end. */
  private @Nullable ByteBuffer more() throws IOException {
    if (closed) {
      throw new IOException("The stream has been closed");
    }
    while (!fill()) {
      if (listener != null) {
        throw new IllegalStateException("Read although isReady() is false");
      }
      SocketWait.readable(channel, false, 0);
    }
    return data();
  }

  @Override
  public int available() {
    ByteBuffer here = data();
    return here == null ? 0 : here.remaining();
  }

  /**
   * Reads and drops what still comes; runs the task, on the IO thread or this one, when nothing
   * more can come.
   */
  void drop(Runnable atEnd) {
    closed = true;
    abandon();
    if (end || failure != null) {
      atEnd.run();
      return;
    }
    ByteBuffer into = ByteBuffer.allocate(1024);
    channel
        .getReadSetter()
        .set(
            ready -> {
              int count;
              try {
                do {
                  into.clear();
                  count = ready.read(into);
                } while (count > 0);
              } catch (IOException gone) {
                // The client has closed in its own way, which is what was waited for
                count = -1;
              }
              if (count < 0) {
                ready.suspendReads();
                atEnd.run();
              }
            });
    channel.wakeupReads();
  }

  private void release() {
    PooledByteBuffer held = pooled;
    pooled = null;
    if (held != null) {
      held.close();
    }
  }

  /**
   * It is over, while another thread may still read: what it reads must not become another
   * connection's. Of what has been read to its end nobody reads any more.
   */
  void abandon() {
    PooledByteBuffer held = pooled;
    pooled = null;
    if (held != null) {
      BufferPool.release(held, held.getBuffer().hasRemaining());
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      channel.suspendReads();
      abandon();
    }
  }
}
