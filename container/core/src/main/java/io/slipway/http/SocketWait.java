package io.slipway.http;

import io.slipway.spi.PooledThread;
import io.slipway.wire.ClientPace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.xnio.ChannelListener;
import org.xnio.Options;
import org.xnio.channels.Configurable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.channels.SuspendableReadChannel;
import org.xnio.channels.SuspendableWriteChannel;

/**
 * The one place where a thread waits for a channel: it registers for readiness and parks. XNIO's
 * own {@code awaitReadable} and {@code awaitWritable} would block a selector, and with it the
 * carrier of a virtual thread. A thread of a pool is told ({@link PooledThread}), so that all its
 * clients together cannot keep a pool from its work.
 *
 * <p>Only one thread may wait for a direction of a channel at a time. The channel's listener is
 * replaced and the direction suspended again on return.
 */
final class SocketWait {
  /**
   * A connection that is closed from within, as when the server stops, tells no listener of its
   * channels: the waiting thread looks now and then.
   */
  private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

  private final Thread waiter = Thread.currentThread();
  private volatile boolean ready;

  private SocketWait() {}

  /**
   * Returns when reading may make progress: data, end or failure.
   *
   * @param stream as for {@link #whenReadable}
   * @param timeoutMillis 0 for no deadline
   * @throws SocketTimeoutException after that time
   * @throws InterruptedIOException if the thread is interrupted meanwhile; as one that was before,
   *     which waits all the same, it then still is
   */
  static void readable(StreamSourceChannel channel, boolean stream, long timeoutMillis)
      throws IOException {
    SocketWait wait = new SocketWait();
    whenReadable(channel, stream, wait::signal);
    try {
      wait.await(channel, timeoutMillis, "No data came from the client within ");
    } finally {
      channel.suspendReads();
      channel.getReadSetter().set(null);
    }
  }

  /**
   * Has the action run once, on the IO thread, when reading may make progress.
   *
   * @param stream of HTTP/2: its listener is called once whenever reads are resumed, whether there
   *     is something or not, and again if there is. Whoever took the first call for data would
   *     resume reads again at once, and keep the IO thread from reading the socket.
   */
  static void whenReadable(StreamSourceChannel channel, boolean stream, Runnable action) {
    AtomicBoolean due = new AtomicBoolean(!stream);
    ChannelListener<SuspendableReadChannel> listener =
        ready -> {
          if (due.getAndSet(true)) {
            ready.suspendReads();
            action.run();
          }
        };
    channel.getReadSetter().set(listener);
    channel.resumeReads();
  }

  /**
   * As {@link #readable}, for writing, within {@code limits.write-timeout}.
   *
   * @throws SocketTimeoutException after that time, which is in the log
   */
  static void writable(StreamSinkChannel channel, ClientPace client) throws IOException {
    SocketWait wait = new SocketWait();
    ChannelListener<SuspendableWriteChannel> listener =
        ready -> {
          ready.suspendWrites();
          wait.signal();
        };
    channel.getWriteSetter().set(listener);
    channel.resumeWrites();
    try {
      wait.await(channel, client.timeoutMillis(), "The client took no data within ");
    } catch (SocketTimeoutException late) {
      throw client.timedOut();
    } finally {
      channel.suspendWrites();
      channel.getWriteSetter().set(null);
    }
  }

  private void signal() {
    ready = true;
    LockSupport.unpark(waiter);
  }

  private void await(Configurable channel, long timeoutMillis, String what) throws IOException {
    PooledThread pooled = PooledThread.current();
    if (pooled == null) {
      park(channel, timeoutMillis, what);
      return;
    }
    pooled.waitsForClient();
    try {
      park(channel, timeoutMillis, what);
    } finally {
      pooled.goesOn();
    }
  }

  private void park(Configurable channel, long timeoutMillis, String what) throws IOException {
    long begin = System.nanoTime();
    long timeout =
        timeoutMillis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    boolean interrupted = Thread.interrupted();
    try {
      while (!ready) {
        long left = timeout - (System.nanoTime() - begin);
        if (left <= 0) {
          throw new SocketTimeoutException(what + timeoutMillis + " ms");
        }
        LockSupport.parkNanos(this, Math.min(left, LOOK));
        if (!ready && isClosed(channel)) {
          return;
        }
        if (Thread.interrupted()) {
          interrupted = true;
          throw new InterruptedIOException("Interrupted while waiting for the client");
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Asked of the socket itself: channels of a connection that was closed under them still call
   * themselves open.
   */
  private static boolean isClosed(Configurable channel) {
    try {
      channel.getOption(Options.TCP_NODELAY);
      return false;
    } catch (IOException closed) {
      // What is wrong is for the read or write to say that comes next
      return true;
    }
  }
}
