package io.slipway.wire;

import io.slipway.wire.HeadLimits.Excess;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The sending side of an HTTP/1.1 connection, which answers heads that do not become requests.
 * While there is no request, anything that is sent is Undertow's own answer to such a head, without
 * a page and with a reason phrase of its own. That is not accepted, so that Undertow waits until it
 * can send, and the client is answered here instead.
 */
final class HeadRefusals extends AbstractStreamSinkConduit<StreamSinkConduit> {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");
  private static final String UNREADABLE =
      "its request line or a field of it cannot be read (RFC 9112, 3, 5 and 6)";
  private static final String BAD_HOST =
      "its Host is missing, malformed, or not that of its target (RFC 9112, 3.2)";
  private static final int REASON_PHRASE = "HTTP/1.1 400 ".length();

  private final StreamConnection connection;
  private final RawBytes received;
  private final HeadScan head;
  private final Terms terms;

  /** Of the answer; 0 as long as nothing has been refused. */
  private int status;

  /** Who says farewell has the connection, and drops what still comes. */
  private boolean leaving;

  HeadRefusals(StreamConnection connection, RawBytes received, HeadScan head, Terms terms) {
    super(connection.getSinkChannel().getConduit());
    this.connection = connection;
    this.received = received;
    this.head = head;
    this.terms = terms;
  }

  boolean isRefused() {
    return status != 0;
  }

  boolean isLeaving() {
    return leaving;
  }

  /** For a head that Undertow still waits for, or has not answered yet. */
  void refuseHost() {
    refuseHead(BAD_HOST);
  }

  /** For one of which more has come than Undertow is to see. */
  void refuseExcess() {
    Excess excess = head.excess(terms.heads());
    refuse(excess.status, "its head is far beyond " + excess.setting);
  }

  private void refuseHead(String reason) {
    if (head.excess(terms.heads()) != Excess.NONE) {
      // what comes with the request before it Undertow sees all the same
      refuseExcess();
    } else if (head.isOfOtherVersion() && !head.isFaulty()) {
      refuse(StatusCodes.HTTP_VERSION_NOT_SUPPORTED, "its version is not 1.1 or 1.0");
    } else {
      refuse(StatusCodes.BAD_REQUEST, head.isFaulty() ? head.fault() : reason);
    }
  }

  /** Nothing more is read; the client is answered when Undertow waits, or by {@link #leave}. */
  void refuse(int with, @Nullable String reason) {
    status = with;
    received.stopTimer();
    LOG.logf(
        terms.logs().of(with + " " + reason).level(),
        "request from %s refused with %s: %s",
        connection.getPeerAddress(),
        with,
        reason);
  }

  /** Answers what was refused. On the IO thread. */
  void leave() {
    if (!leaving) {
      leaving = true;
      // without what Undertow has put before them for a request that is none
      connection.getSourceChannel().setConduit(received);
      connection.getSinkChannel().setConduit(next);
      int size = Farewell.say(connection, status, head.isOfHead());
      terms.refusedHeads().answered(connection, status, size);
    }
  }

  /**
   * Undertow waits until it can read or write, and has set its listener.
   *
   * @return whether it waits in vain, because the client is answered here
   */
  boolean answers() {
    if (status == 0 || leaving) {
      return false;
    }
    connection.getIoThread().execute(this::leave);
    return true;
  }

  /** Whether this is not to be sent, because no request has been made of the head. */
  private boolean holds(ByteBuffer answer) {
    if (!received.isBetween()) {
      return false;
    }
    if (status == 0) {
      // of the two, only Undertow's answer to a bad Host has another reason phrase
      int reason = answer.position() + REASON_PHRASE;
      boolean unread = answer.limit() > reason && answer.get(reason) == 'B';
      received.forgetExtraBytes();
      refuseHead(unread ? UNREADABLE : BAD_HOST);
    }
    return true;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return holds(bytes) ? 0 : next.write(bytes);
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return holds(bytes[offset]) ? 0 : terms.writes().write(next, bytes, offset, length);
  }

  @Override
  public int writeFinal(ByteBuffer bytes) throws IOException {
    return holds(bytes) ? 0 : next.writeFinal(bytes);
  }

  @Override
  public long writeFinal(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return holds(bytes[offset]) ? 0 : next.writeFinal(bytes, offset, length);
  }

  @Override
  public void resumeWrites() {
    if (!answers()) {
      next.resumeWrites();
    }
  }
}
