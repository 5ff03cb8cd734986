package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RenegotiationRequiredException;
import io.undertow.server.SSLSessionInfo;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What the attributes of Servlet 6.1, 3.11 say of the TLS session that a request came through. */
final class TlsAttributes {
  static final String PREFIX = "jakarta.servlet.request.";
  private static final String CIPHER_SUITE = PREFIX + "cipher_suite";
  private static final String KEY_SIZE = PREFIX + "key_size";
  private static final String SESSION_ID = PREFIX + "ssl_session_id";
  private static final String PROTOCOL = PREFIX + "secure_protocol";
  private static final String CERTIFICATES = PREFIX + "X509Certificate";
  private static final List<String> ALL =
      List.of(CIPHER_SUITE, KEY_SIZE, SESSION_ID, PROTOCOL, CERTIFICATES);

  private TlsAttributes() {}

  static @Nullable Object get(HttpServerExchange exchange, String name) {
    SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
    return session == null || !ALL.contains(name) ? null : value(session, name);
  }

  static void names(HttpServerExchange exchange, Set<String> names) {
    SSLSessionInfo session = exchange.getConnection().getSslSessionInfo();
    if (session != null) {
      for (String name : ALL) {
        if (value(session, name) != null) {
          names.add(name);
        }
      }
    }
  }

  private static @Nullable Object value(SSLSessionInfo session, String name) {
    return switch (name) {
      case CIPHER_SUITE -> session.getCipherSuite();
      case KEY_SIZE -> session.getKeySize();
      case SESSION_ID ->
          session.getSessionId() == null ? null : HexFormat.of().formatHex(session.getSessionId());
      case PROTOCOL -> session.getSecureProtocol();
      default -> certificates(session);
    };
  }

  private static X509Certificate @Nullable [] certificates(SSLSessionInfo session) {
    Certificate[] chain;
    try {
      chain = session.getPeerCertificates();
    } catch (SSLPeerUnverifiedException | RenegotiationRequiredException e) {
      // The client was not asked for one or has none: the attribute is absent
      return null;
    }
    X509Certificate[] certificates = new X509Certificate[chain.length];
    for (int i = 0; i < chain.length; i++) {
      if (!(chain[i] instanceof X509Certificate certificate)) {
        return null;
      }
      certificates[i] = certificate;
    }
    return certificates.length == 0 ? null : certificates;
  }
}
