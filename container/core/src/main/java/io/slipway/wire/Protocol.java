package io.slipway.wire;

import io.undertow.connector.PooledByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** Speaks HTTP, in one version or the other, on a connection from now on. */
interface Protocol {
  /**
   * Takes the connection. On its IO thread.
   *
   * @param first what has been read of it already, and belongs to the protocol now; null for
   *     nothing
   */
  void open(StreamConnection connection, @Nullable PooledByteBuffer first);
}
