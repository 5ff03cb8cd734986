package io.slipway.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a certificate, its chain and its private key are. PEM (RFC 7468) is told from PKCS#12 by
 * what is in the file.
 *
 * @param certificate chain in PEM, in any order, or a PKCS#12 key store
 * @param key in PEM: PKCS#8 (plain or encrypted), PKCS#1 or SEC 1; null where it stands in the
 *     other file
 * @param password of the key or the key store
 */
public record CertificateFile(Path certificate, @Nullable Path key, @Nullable String password) {
  /** Without the password. */
  @Override
  public String toString() {
    return key == null ? certificate.toString() : certificate + " with " + key;
  }
}
