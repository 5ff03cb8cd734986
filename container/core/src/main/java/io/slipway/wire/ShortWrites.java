package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Sends a head and its short body, or the pieces of a short chunk, from one buffer: for the kernel
 * to gather them takes longer than to copy them here. Any thread; nothing is kept between writes.
 */
final class ShortWrites {
  /** Bytes up to which copying is the cheaper way. */
  private static final int MOST = 2048;

  private static final int POOLED = 64;

  private final FreeList<ByteBuffer> buffers = new FreeList<>(POOLED);

  /** As {@link StreamSinkConduit#write(ByteBuffer[], int, int)}. */
  long write(StreamSinkConduit to, ByteBuffer[] sources, int offset, int length)
      throws IOException {
    int end = offset + length;
    long total = 0;
    for (int i = offset; i < end; i++) {
      total += sources[i].remaining();
    }
    if (length == 1 || total > MOST) {
      return to.write(sources, offset, length);
    }
    ByteBuffer pooled = buffers.take();
    ByteBuffer joined = pooled == null ? ByteBuffer.allocateDirect(MOST) : pooled.clear();
    try {
      int at = 0;
      for (int i = offset; i < end; i++) {
        ByteBuffer source = sources[i];
        joined.put(at, source, source.position(), source.remaining());
        at += source.remaining();
      }
      int sent = to.write(joined.limit(at));
      int left = sent;
      for (int i = offset; i < end && left > 0; i++) {
        int step = Math.min(left, sources[i].remaining());
        sources[i].position(sources[i].position() + step);
        left -= step;
      }
      return sent;
    } finally {
      buffers.put(joined);
    }
  }
}
