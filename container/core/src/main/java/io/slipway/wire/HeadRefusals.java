package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * What a connection that speaks HTTP/1.1 sends. While it has no request, that is only what Undertow
 * says to a head of which it makes none: without a page, and by a reason phrase of its own. It is
 * not taken, so that Undertow waits until it can be sent, and {@link RawBytes} answers instead.
 */
final class HeadRefusals extends AbstractStreamSinkConduit<StreamSinkConduit> {
  private final RawBytes received;

  HeadRefusals(StreamSinkConduit next, RawBytes received) {
    super(next);
    this.received = received;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return received.refuses(bytes) ? 0 : next.write(bytes);
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return received.refuses(bytes[offset]) ? 0 : next.write(bytes, offset, length);
  }

  @Override
  public int writeFinal(ByteBuffer bytes) throws IOException {
    return received.refuses(bytes) ? 0 : next.writeFinal(bytes);
  }

  @Override
  public long writeFinal(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return received.refuses(bytes[offset]) ? 0 : next.writeFinal(bytes, offset, length);
  }

  @Override
  public void resumeWrites() {
    if (!received.answersRefused()) {
      next.resumeWrites();
    }
  }
}
