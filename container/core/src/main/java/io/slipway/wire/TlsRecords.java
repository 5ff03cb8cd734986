package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Looks at the length of each TLS record (RFC 8446, 5.2; RFC 5246, 6.2.3). A record that announces
 * more than may be does not fit into the buffer of Undertow's {@code SslConduit}, which then spins
 * on the IO thread, waiting for the rest.
 */
final class TlsRecords extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private static final int HEADER = 5;

  private final int maxLength;
  private int have;
  private int length;
  private int skip;

  /**
   * @param buffer bytes that a record may have with its header: the size of the buffer it is read
   *     into, and at least 2^14 + 261
   */
  TlsRecords(StreamSourceConduit next, int buffer) {
    super(next);
    this.maxLength = buffer - HEADER;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int begin = into.position();
    int count = next.read(into);
    if (count > 0) {
      check(into, begin, begin + count);
    }
    return count;
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (into[i].hasRemaining()) {
        return read(into[i]);
      }
    }
    return 0;
  }

  private void check(ByteBuffer bytes, int from, int to) throws SSLException {
    for (int at = from; at < to; ) {
      int skipped = Math.min(skip, to - at);
      skip -= skipped;
      at += skipped;
      while (skip == 0 && at < to && have < HEADER) {
        int b = bytes.get(at++) & 0xff;
        length = have++ < 3 ? 0 : length << 8 | b;
      }
      if (have == HEADER) {
        if (length > maxLength) {
          throw new SSLException("A TLS record of " + length + " bytes: RFC 8446, 5.2");
        }
        have = 0;
        skip = length;
      }
    }
  }
}
