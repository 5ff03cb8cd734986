package io.slipway.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that a TLS listener works with.
 *
 * @param certificates the first is for clients that ask for no name or an unknown one; the others
 *     are chosen by server name indication (RFC 6066, 3), by the names in them
 * @param clientCa certificates (PEM or PKCS#12) that client certificates must lead to; null where
 *     none are asked for
 * @param reload how often the files are looked at for changes; zero for never. New connections use
 *     what has changed; if the new files cannot be used, everything stays as it was
 */
public record TlsFiles(
    List<CertificateFile> certificates, @Nullable Path clientCa, Duration reload) {
  public TlsFiles {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("TLS needs a certificate");
    }
  }

  /** One certificate, no client certificates, looked at every ten seconds. */
  public static TlsFiles of(Path certificate, Path key) {
    return new TlsFiles(
        List.of(new CertificateFile(certificate, key, null)), null, Duration.ofSeconds(10));
  }
}
