package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Reads what has come over TLS without waiting for more. Undertow's {@code SslConduit} answers a
 * read with 0 if all it has is the beginning of a record, although the rest may be in the socket;
 * asked again, it looks there. Otherwise each record of a body would cost a wait.
 */
final class TlsReads extends FilteredSource {
  TlsReads(StreamSourceConduit next) {
    super(next);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = next.read(into);
    return count == 0 && into.hasRemaining() ? next.read(into) : count;
  }
}
