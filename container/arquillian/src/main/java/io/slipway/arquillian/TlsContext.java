package io.slipway.arquillian;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes the server's TLS context from key store files. */
final class TlsContext {
  private TlsContext() {}

  /**
   * @param trustStore what client certificates are checked against, or null where none are asked
   *     for
   * @throws IOException if a file cannot be read, or its password is wrong
   */
  static SSLContext of(
      Path keyStore, String keyPassword, @Nullable Path trustStore, String trustPassword)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(keyStore, keyPassword), keyPassword.toCharArray());
    TrustManager[] trust = {};
    if (trustStore != null) {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(load(trustStore, trustPassword));
      trust = factory.getTrustManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust, null);
    return context;
  }

  /** Tells PKCS#12 from JKS by itself. */
  private static KeyStore load(Path file, String password)
      throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(file.toFile(), password.toCharArray());
  }
}
