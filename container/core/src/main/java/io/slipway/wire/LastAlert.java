package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Below a TLS connection: sends the alert of a handshake that is refused (RFC 8446, 6.2), so that
 * the client knows why. Undertow's {@code SslConduit} sends one record more of an engine that has
 * failed before it closes, and in TLS 1.3 that is the ServerHello before it.
 */
final class LastAlert extends AbstractStreamSinkConduit<StreamSinkConduit> {
  private volatile @Nullable SSLEngine refused;

  private LastAlert(StreamSinkConduit next) {
    super(next);
  }

  static LastAlert on(StreamConnection raw) {
    LastAlert alert = new LastAlert(raw.getSinkChannel().getConduit());
    raw.getSinkChannel().setConduit(alert);
    return alert;
  }

  /** On the thread of the handshake's task, before it fails. */
  void isDue(SSLEngine engine) {
    refused = engine;
  }

  @Override
  public boolean flush() throws IOException {
    SSLEngine engine = refused;
    if (engine != null) {
      refused = null;
      ByteBuffer records = ByteBuffer.allocate(Connector.TLS_BUFFER);
      ByteBuffer none = ByteBuffer.allocate(0);
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && engine.wrap(none, records).bytesProduced() > 0) {
        // the next one
      }
      // for so few bytes a new socket has room
      next.write(records.flip());
    }
    return next.flush();
  }
}
