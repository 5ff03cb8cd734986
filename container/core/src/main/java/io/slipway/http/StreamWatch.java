package io.slipway.http;

import io.undertow.server.Connectors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSinkChannel;

/**
 * Watches a stream of HTTP/2. Undertow tells nobody of a reset but who reads or writes, so its
 * state is looked at once a second.
 */
final class StreamWatch implements ClientWatch {
  private final ServletExchange exchange;
  private final ConduitStreamSinkChannel stream;
  private @Nullable Look look;
  private volatile boolean closed;

  StreamWatch(ServletExchange exchange) {
    this.exchange = exchange;
    this.stream = Connectors.getConduitSinkChannel(exchange.undertow());
  }

  /** From one arming to the next disarming. */
  private final class Look implements Runnable {
    private volatile boolean over;
    private volatile XnioExecutor.@Nullable Key timer;

    @Override
    public void run() {
      if (over || closed) {
        return;
      }
      if (stream.isOpen() && exchange.undertow().getConnection().isOpen()) {
        schedule();
      } else {
        exchange.aborted(new ClientGoneException("The client has reset the stream", null));
      }
    }

    void schedule() {
      timer = exchange.undertow().getIoThread().executeAfter(this, 1, TimeUnit.SECONDS);
    }

    void end() {
      over = true;
      XnioExecutor.Key key = timer;
      if (key != null) {
        key.remove();
      }
    }
  }

  @Override
  public void arm() {
    if (!closed) {
      Look next = new Look();
      look = next;
      next.schedule();
    }
  }

  @Override
  public void disarm() {
    Look now = look;
    if (now != null) {
      look = null;
      now.end();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
