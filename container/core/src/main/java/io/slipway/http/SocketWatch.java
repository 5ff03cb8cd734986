package io.slipway.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Watches an HTTP/1.1 connection whose request body has been read: what can be read from it is its
 * end, or the beginning of a pipelined request, which is kept for the connection and ends the
 * watch.
 *
 * <p>Where {@code LazyReads} is, arming costs no system call.
 */
final class SocketWatch implements ClientWatch {
  private static final int IDLE = 0;

  /** Somebody is at the connection's reading side; never for longer than a read takes. */
  private static final int BUSY = 1;

  private static final int ARMED = 2;
  private static final int CLOSED = 3;

  private final ServletExchange exchange;
  private final HttpServerConnection connection;
  private final ConduitStreamSourceChannel channel;

  /** Under whatever reads the body. */
  private final StreamSourceConduit socket;

  private final AtomicInteger state = new AtomicInteger(IDLE);
  private @Nullable ChannelListener<? super ConduitStreamSourceChannel> before;

  SocketWatch(ServletExchange exchange, HttpServerConnection connection) {
    this.exchange = exchange;
    this.connection = connection;
    this.channel = connection.getChannel().getSourceChannel();
    this.socket = connection.getOriginalSourceConduit();
  }

  @Override
  public void arm() {
    if (!exchange.undertow().isRequestComplete()
        || exchange.isUpgraded()
        || connection.getExtraBytes() != null
        || !state.compareAndSet(IDLE, BUSY)) {
      return;
    }
    before = channel.getReadListener();
    channel.setReadListener(ready -> look());
    socket.resumeReads();
    state.set(ARMED);
  }

  @Override
  public void disarm() {
    leave(IDLE);
  }

  @Override
  public void close() {
    leave(CLOSED);
  }

  private void leave(int to) {
    while (true) {
      int now = state.get();
      if (now == CLOSED) {
        return;
      }
      if (now == BUSY) {
        Thread.yield();
      } else if (state.compareAndSet(now, now == ARMED ? BUSY : to)) {
        if (now == ARMED) {
          letGo(to);
        }
        return;
      }
    }
  }

  private void letGo(int to) {
    channel.setReadListener(before);
    before = null;
    socket.suspendReads();
    state.set(to);
  }

  /** On the IO thread. Where somebody else is at it, the selector will call again. */
  private void look() {
    if (!state.compareAndSet(ARMED, BUSY)) {
      return;
    }
    int to = CLOSED;
    try {
      int count = read();
      if (count == 0) {
        to = ARMED;
      } else if (count < 0) {
        gone(null);
      }
    } catch (IOException broken) {
      gone(broken);
    } finally {
      if (to == ARMED) {
        state.set(ARMED);
      } else {
        letGo(to);
      }
    }
  }

  private int read() throws IOException {
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    int count = 0;
    try {
      ByteBuffer buffer = pooled.getBuffer();
      count = socket.read(buffer);
      if (count > 0) {
        buffer.flip();
        connection.ungetRequestBytes(pooled);
      }
      return count;
    } finally {
      if (count <= 0) {
        pooled.close();
      }
    }
  }

  private void gone(@Nullable IOException cause) {
    exchange.aborted(new ClientGoneException("The client has closed the connection", cause));
  }
}
