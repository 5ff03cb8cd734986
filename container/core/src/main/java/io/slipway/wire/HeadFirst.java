package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Sends the head of a response in HTTP/2 before its body, for a client that opens no window until
 * it has seen it. Heads are not subject to flow control (RFC 9113, 5.2.1); Undertow sends one with
 * the first bytes of the body, when they may leave.
 */
final class HeadFirst extends AbstractStreamSinkConduit<StreamSinkConduit> {
  private boolean sent;

  HeadFirst(StreamSinkConduit next) {
    super(next);
  }

  private void send() throws IOException {
    if (!sent) {
      sent = true;
      next.flush();
    }
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    send();
    return next.write(bytes);
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
    send();
    return next.write(bytes, offset, length);
  }

  @Override
  public int writeFinal(ByteBuffer bytes) throws IOException {
    send();
    return next.writeFinal(bytes);
  }

  @Override
  public long writeFinal(ByteBuffer[] bytes, int offset, int length) throws IOException {
    send();
    return next.writeFinal(bytes, offset, length);
  }

  @Override
  public long transferFrom(FileChannel from, long position, long count) throws IOException {
    send();
    return next.transferFrom(from, position, count);
  }

  @Override
  public long transferFrom(StreamSourceChannel from, long count, ByteBuffer through)
      throws IOException {
    send();
    return next.transferFrom(from, count, through);
  }
}
