package io.slipway.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.xnio.ssl.SslConnection;

/**
 * Agrees on a protocol during the handshake (RFC 7301). HTTP/2 is spoken over a cipher suite that
 * it allows (RFC 9113, 9.2.2), and HTTP/1.1 with clients that ask for nothing. The JDK has read the
 * ClientHello then; Undertow's listener reads it by itself, and only if it is a single record.
 */
final class Alpn extends FirstBytes {
  private static final String HTTP_1_1 = "http/1.1";
  private static final String HTTP_2 = "h2";

  private final SSLEngine engine;
  private final Protocol http1;
  private final Protocol http2;

  Alpn(
      SslConnection connection,
      LastAlert alert,
      ByteBufferPool buffers,
      Protocol http1,
      Protocol http2) {
    super(connection, buffers);
    this.engine = UndertowXnioSsl.getSslEngine(connection);
    this.http1 = http1;
    this.http2 = http2;
    engine.setHandshakeApplicationProtocolSelector(
        (of, offered) -> {
          String agreed = select(of, offered);
          if (agreed == null) {
            alert.isDue(of);
          }
          return agreed;
        });
  }

  /** Null ends the handshake with {@code no_application_protocol}: RFC 7301, 3.2. */
  private static @Nullable String select(SSLEngine engine, List<String> offered) {
    if (offered.contains(HTTP_2) && allowsHttp2(engine.getHandshakeSession().getCipherSuite())) {
      return HTTP_2;
    }
    return offered.contains(HTTP_1_1) ? HTTP_1_1 : null;
  }

  /** RFC 9113, appendix A, has all that are without ephemeral keys or without AEAD. */
  private static boolean allowsHttp2(String suite) {
    boolean ephemeral =
        suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_") || !suite.contains("_WITH_");
    return ephemeral && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"));
  }

  @Override
  @Nullable Protocol choose(ByteBuffer bytes) {
    String agreed = engine.getApplicationProtocol();
    if (agreed == null) {
      return null;
    }
    return agreed.equals(HTTP_2) ? http2 : http1;
  }
}
