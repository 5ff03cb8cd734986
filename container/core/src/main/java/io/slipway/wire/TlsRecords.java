package io.slipway.wire;

import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;
import org.xnio.StreamConnection;

/**
 * Looks at the length of each TLS record (RFC 8446, 5.2; RFC 5246, 6.2.3). A record that announces
 * more than may be does not fit into the buffer of Undertow's {@code SslConduit}, which then spins
 * on the IO thread, waiting for the rest. Who begins with a letter speaks HTTP without TLS, and is
 * told so.
 *
 * <p>Nor may a client begin another handshake, which costs the server more than itself (RFC 9113,
 * 9.2.1, forbids it in HTTP/2). In TLS 1.3 records of that type end with the handshake; what
 * follows, as KeyUpdate, is of another.
 */
final class TlsRecords extends FilteredSource {
  private static final int HEADER = 5;

  /** The content type (RFC 5246, 6.2.1). */
  private static final int HANDSHAKE = 22;

  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private final StreamConnection connection;
  private final int maxLength;
  private final SparseLogs logs;
  private volatile boolean shaken;

  /** There was a read since {@link #hadOne}. */
  private boolean asked;

  /** A record has come to its end since then. */
  private boolean whole;

  private boolean begun;
  private int have;
  private int type;
  private int length;
  private int skip;

  /**
   * @param buffer bytes that a record may have with its header: the size of the buffer it is read
   *     into, and at least 2^14 + 261
   */
  TlsRecords(StreamConnection connection, int buffer, SparseLogs logs) {
    super(connection.getSourceChannel().getConduit());
    this.connection = connection;
    this.maxLength = buffer - HEADER;
    this.logs = logs;
  }

  /** The first handshake has ended. What came with its end has been looked at before. */
  void shaken() {
    shaken = true;
  }

  /**
   * Whether a read since this was last called has had a whole record: one that came to its end, or
   * one that was there already. Not during the first handshake.
   */
  boolean hadOne() {
    boolean had = shaken && (whole || !asked);
    asked = false;
    whole = false;
    return had;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    asked = true;
    int begin = into.position();
    int count = next.read(into);
    if (count > 0) {
      if (!begun) {
        begun = true;
        refusePlain(into.get(begin));
      }
      check(into, begin, begin + count);
    }
    return count;
  }

  /** In one write, for which a new socket has room; and what was sent has been read. */
  private void refusePlain(byte first) throws IOException {
    if ((first < 'A' || first > 'Z') && (first < 'a' || first > 'z')) {
      return;
    }
    LOG.logf(
        logs.of("HTTP without TLS").level(),
        "request from %s refused with 400: it speaks HTTP without TLS to tls.port",
        connection.getPeerAddress());
    connection
        .getSinkChannel()
        .getConduit()
        .write(
            Farewell.last(
                StatusCodes.BAD_REQUEST,
                "This port speaks TLS: the address begins with https://",
                first == 'H'));
    throw new SSLException("Its first byte is that of a request, not of a record");
  }

  private void refuseHandshake() throws SSLException {
    LOG.logf(
        logs.of("another TLS handshake").level(),
        "connection from %s ended: it began another TLS handshake",
        connection.getPeerAddress());
    throw new SSLException("Another TLS handshake by the client: RFC 9113, 9.2.1");
  }

  private void check(ByteBuffer bytes, int from, int to) throws SSLException {
    for (int at = from; at < to; ) {
      int skipped = Math.min(skip, to - at);
      skip -= skipped;
      whole |= skipped > 0 && skip == 0;
      at += skipped;
      while (skip == 0 && at < to && have < HEADER) {
        int b = bytes.get(at++) & 0xff;
        type = have == 0 ? b : type;
        length = have++ < 3 ? 0 : length << 8 | b;
      }
      if (have == HEADER) {
        if (type == HANDSHAKE && shaken) {
          refuseHandshake();
        }
        if (length > maxLength) {
          throw new SSLException("A TLS record of " + length + " bytes: RFC 8446, 5.2");
        }
        have = 0;
        skip = length;
      }
    }
  }
}
