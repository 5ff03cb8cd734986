package io.slipway.wire;

import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;

/** Closes a connection that has not made enough progress in time. On its IO thread. */
final class Deadline {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private final XnioExecutor.@Nullable Key timer;
  private boolean met;

  Deadline(StreamConnection connection, Terms terms) {
    int millis = terms.connections().firstByteTimeoutMillis();
    timer =
        millis == 0
            ? null
            : connection
                .getIoThread()
                .executeAfter(
                    () -> {
                      if (!met && connection.isOpen()) {
                        LOG.logf(
                            terms.logs().of("limits.first-byte-timeout").level(),
                            "connection from %s closed: nothing came within limits.first-byte-timeout (%s ms)",
                            connection.getPeerAddress(),
                            millis);
                        IoUtils.safeClose(connection);
                      }
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
  }

  void met() {
    met = true;
    if (timer != null) {
      timer.remove();
    }
  }
}
