package io.slipway.wire;

import io.undertow.protocols.http2.Http2Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Ends a connection in HTTP/2 when it has had no request for so long ({@code limits.idle-timeout}).
 * Undertow does not time out one whose last stream was reset, and a stream that was reset keeps its
 * request, and so the webapp, as long as the connection has no other. One timer, however many
 * requests come.
 */
final class IdleEnd {
  /** For a GOAWAY to arrive. */
  private static final long GOAWAY_MILLIS = 2_000;

  private final Http2Channel connection;
  private final Http2Streams streams;
  private final long limit;
  private volatile XnioExecutor.@Nullable Key timer;

  private IdleEnd(Http2Connection connection, long limit) {
    this.connection = connection;
    this.streams = connection.streams();
    this.limit = limit;
  }

  /**
   * @param millis 0 for never
   */
  static void after(int millis, Http2Connection connection) {
    if (millis > 0) {
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      IdleEnd end = new IdleEnd(connection, nanos);
      end.look(nanos);
      connection.addCloseTask(closed -> end.cancel());
    }
  }

  private void look(long later) {
    schedule(
        () -> {
          long left = limit - streams.idleNanos();
          if (!connection.isOpen()) {
            return;
          }
          if (left > 0) {
            look(left);
            return;
          }
          connection.sendGoAway(Http2Channel.ERROR_NO_ERROR);
          // one that does not take it is closed all the same
          schedule(
              () -> IoUtils.safeClose(connection), TimeUnit.MILLISECONDS.toNanos(GOAWAY_MILLIS));
        },
        later);
  }

  private void schedule(Runnable what, long nanos) {
    timer = connection.getIoThread().executeAfter(what, nanos, TimeUnit.NANOSECONDS);
  }

  private void cancel() {
    XnioExecutor.Key key = timer;
    if (key != null) {
      key.remove();
    }
  }
}
