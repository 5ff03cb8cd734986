package io.slipway.wire;

import io.undertow.connector.ByteBufferPool;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/** Tells HTTP/2 with prior knowledge (RFC 9113, 3.3) from HTTP/1.1. */
final class Preface extends FirstBytes {
  /** The preface to the end of its first line: no request of HTTP/1.1 begins so. */
  private static final byte[] PRI = {
    'P', 'R', 'I', ' ', '*', ' ', 'H', 'T', 'T', 'P', '/', '2', '.', '0', '\r', '\n'
  };

  private final Deadline deadline;
  private final Protocol http1;
  private final Protocol http2;

  /** So many bytes of {@link #PRI} have come, and nothing else. */
  private int begun;

  Preface(
      StreamConnection connection,
      ByteBufferPool buffers,
      Deadline deadline,
      Protocol http1,
      Protocol http2) {
    super(connection, buffers);
    this.deadline = deadline;
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  void restore(ByteBuffer bytes) {
    bytes.put(PRI, 0, begun);
  }

  @Override
  @Nullable Protocol choose(ByteBuffer bytes) {
    int same = begun;
    while (same < PRI.length && same < bytes.position() && bytes.get(same) == PRI[same]) {
      same++;
    }
    if (same < PRI.length && same == bytes.position()) {
      begun = same;
      return null;
    }
    deadline.met();
    return same == PRI.length ? http2 : http1;
  }
}
