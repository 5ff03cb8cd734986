package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;
import org.xnio.StreamConnection;

/**
 * Reads what has come over TLS without waiting for more. Undertow's {@code SslConduit} answers a
 * read with 0 if all it has is the beginning of a record, although the rest may be in the socket;
 * asked again, it looks there. Otherwise each record of a body would cost a wait.
 *
 * <p>Ends a connection of many records in a row that bring nothing, as KeyUpdate does (RFC 8446,
 * 4.6.3): Undertow calls the hundredth of them an ERROR of its own.
 */
final class TlsReads extends FilteredSource {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");
  private static final int MAX_EMPTY = 20;

  private final StreamConnection connection;
  private final TlsRecords records;
  private final SparseLogs logs;

  /** Reads of records without data since the last with some. */
  private int empty;

  TlsReads(StreamConnection connection, TlsRecords records, SparseLogs logs) {
    super(connection.getSourceChannel().getConduit());
    this.connection = connection;
    this.records = records;
    this.logs = logs;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    int count = next.read(into);
    if (count == 0) {
      count = next.read(into);
    }
    boolean had = records.hadOne();
    if (count != 0) {
      empty = 0;
    } else if (had && ++empty > MAX_EMPTY) {
      LOG.logf(
          logs.of("TLS records without data").level(),
          "connection from %s ended: too many TLS records without data",
          connection.getPeerAddress());
      throw new SSLException("Too many TLS records without data");
    }
    return count;
  }
}
