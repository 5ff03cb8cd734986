package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/** A source whose bytes all pass by {@link #read(ByteBuffer)}, however they are asked for. */
public abstract class FilteredSource extends AbstractStreamSourceConduit<StreamSourceConduit> {
  protected FilteredSource(StreamSourceConduit next) {
    super(next);
  }

  @Override
  public abstract int read(ByteBuffer into) throws IOException;

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (into[i].hasRemaining()) {
        return read(into[i]);
      }
    }
    return 0;
  }

  @Override
  public final long transferTo(long position, long count, FileChannel target) throws IOException {
    return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
  }

  @Override
  public final long transferTo(long count, ByteBuffer through, StreamSinkChannel target)
      throws IOException {
    return IoUtils.transfer(new ConduitReadableByteChannel(this), count, through, target);
  }
}
