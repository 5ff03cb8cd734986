package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioExecutor;

/**
 * For how long a client may keep a listener waiting, in one direction: what {@link SocketWait} is
 * for a thread. One wait takes the place of the one before.
 */
final class ClientDeadline {
  private final HttpServerExchange exchange;
  private final AtomicReference<@Nullable Turn> current = new AtomicReference<>();

  ClientDeadline(HttpServerExchange exchange) {
    this.exchange = exchange;
  }

  /**
   * Begins to wait.
   *
   * @param millis 0 to wait for ever
   * @param late runs on the IO thread, unless the returned action has been run before
   * @param moved what to do when the client has moved
   * @return does that; once and unless it was too late, if there is a time
   */
  Runnable begin(long millis, Runnable late, Runnable moved) {
    if (millis == 0) {
      return moved;
    }
    Turn turn = new Turn(late);
    replace(turn);
    turn.key = exchange.getIoThread().executeAfter(turn, millis, TimeUnit.MILLISECONDS);
    return () -> {
      if (turn.end()) {
        moved.run();
      }
    };
  }

  /** Nobody waits any more. */
  void end() {
    replace(null);
  }

  private void replace(@Nullable Turn next) {
    Turn before = current.getAndSet(next);
    if (before != null) {
      before.cancel();
    }
  }

  private final class Turn implements Runnable {
    private final Runnable late;
    private volatile XnioExecutor.@Nullable Key key;

    Turn(Runnable late) {
      this.late = late;
    }

    @Override
    public void run() {
      if (current.compareAndSet(this, null)) {
        late.run();
      }
    }

    /** Whether it was in time. */
    boolean end() {
      boolean inTime = current.compareAndSet(this, null);
      cancel();
      return inTime;
    }

    void cancel() {
      XnioExecutor.Key timer = key;
      if (timer != null) {
        timer.remove();
      }
    }
  }
}
