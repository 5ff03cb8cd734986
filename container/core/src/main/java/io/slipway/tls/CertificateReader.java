package io.slipway.tls;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files of certificates and keys; notes what is wrong with each, and goes on. */
final class CertificateReader {
  private static final int WARN_DAYS = 14;

  private final Instant now;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  CertificateReader(Instant now) {
    this.now = now;
  }

  /** What makes the files unusable. */
  List<Problem> problems() {
    return problems;
  }

  List<Problem> warnings() {
    return warnings;
  }

  /** The entries of a key store, or the one of a PEM file; none where there is a problem. */
  List<KeyEntry> entries(CertificateFile file) {
    try {
      byte[] bytes = bytes(file.certificate());
      List<KeyEntry> entries =
          isKeyStore(bytes)
              ? keyStore(file, keyStore(file.certificate(), file.password()))
              : List.of(pem(file, bytes));
      entries.forEach(entry -> checkDates(entry, file.certificate()));
      return entries;
    } catch (Unusable e) {
      problems.add(e.problem());
      return List.of();
    }
  }

  /** Certificates without keys; none where there is a problem. */
  List<X509Certificate> authorities(Path file) {
    try {
      byte[] bytes = bytes(file);
      List<X509Certificate> found = new ArrayList<>();
      if (isKeyStore(bytes)) {
        KeyStore store = keyStore(file, null);
        for (String alias : Collections.list(store.aliases())) {
          if (store.getCertificate(alias) instanceof X509Certificate certificate) {
            found.add(certificate);
          }
        }
      } else {
        for (PemFile.Block block : blocks(file, bytes)) {
          if (isCertificate(block)) {
            found.add(certificate(block));
          }
        }
      }
      if (found.isEmpty()) {
        throw noCertificate(file);
      }
      return found;
    } catch (Unusable e) {
      problems.add(e.problem());
    } catch (KeyStoreException e) {
      problems.add(keyStoreBroken(file, e).problem());
    }
    return List.of();
  }

  private static byte[] bytes(Path file) throws Unusable {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new Unusable("file-missing", Origin.of(file.toString()), "there is no such file", "");
    } catch (IOException e) {
      throw new Unusable(
          "file-unreadable",
          Origin.of(file.toString()),
          "cannot be read: " + e.getClass().getSimpleName(),
          "the user that runs Slipway needs to read it");
    }
  }

  /** DER, and the magic number of Java's own old format. */
  private static boolean isKeyStore(byte[] bytes) {
    return bytes.length > 3
        && (bytes[0] == 0x30 || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xed));
  }

  // PEM

  private KeyEntry pem(CertificateFile file, byte[] bytes) throws Unusable {
    List<PemFile.Block> blocks = blocks(file.certificate(), bytes);
    Path keyFile = file.key() == null ? file.certificate() : file.key();
    List<PemFile.Block> keyBlocks =
        file.key() == null ? blocks : blocks(file.key(), bytes(file.key()));
    PemFile.Block keyBlock =
        keyBlocks.stream()
            .filter(PrivateKeys::isKey)
            .findFirst()
            .orElseThrow(
                () ->
                    new Unusable(
                        "key-missing",
                        Origin.of(keyFile.toString()),
                        "holds no private key",
                        file.key() == null ? "name the file of the key too" : ""));
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemFile.Block block : blocks) {
      if (isCertificate(block)) {
        certificates.add(certificate(block));
      }
    }
    if (certificates.isEmpty()) {
      throw noCertificate(file.certificate());
    }
    PrivateKey key = PrivateKeys.read(keyBlock, file.password());
    X509Certificate own =
        certificates.stream()
            .filter(c -> KeyEntry.match(key, c.getPublicKey()))
            .findFirst()
            .orElseThrow(
                () ->
                    new Unusable(
                        "key-mismatch",
                        keyBlock.at(),
                        "the key does not match the certificate in " + file.certificate(),
                        "the two must have been made together"));
    return new KeyEntry(key, chain(own, certificates));
  }

  private static List<PemFile.Block> blocks(Path file, byte[] bytes) throws Unusable {
    List<PemFile.Block> blocks =
        PemFile.parse(file.toString(), new String(bytes, StandardCharsets.ISO_8859_1));
    if (blocks.isEmpty()) {
      throw new Unusable(
          "file-kind",
          Origin.of(file.toString()),
          "is neither PEM nor PKCS#12",
          "PEM begins with -----BEGIN");
    }
    return blocks;
  }

  private static boolean isCertificate(PemFile.Block block) {
    return block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE");
  }

  private static X509Certificate certificate(PemFile.Block block) throws Unusable {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException e) {
      throw new Unusable(
          "certificate-unreadable",
          block.at(),
          "the certificate cannot be read: " + e.getMessage(),
          "copy the file as a whole");
    }
  }

  /** The certificate and its issuers, as far as the file has them, whatever order they stand in. */
  private static List<X509Certificate> chain(
      X509Certificate own, List<X509Certificate> certificates) {
    List<X509Certificate> chain = new ArrayList<>(List.of(own));
    X509Certificate last = own;
    while (last != null && chain.size() <= certificates.size()) {
      X509Certificate child = last;
      last =
          certificates.stream()
              .filter(c -> !chain.contains(c))
              .filter(c -> c.getSubjectX500Principal().equals(child.getIssuerX500Principal()))
              .findFirst()
              .orElse(null);
      if (last != null) {
        chain.add(last);
      }
    }
    return List.copyOf(chain);
  }

  // key stores

  private static KeyStore keyStore(Path file, @Nullable String password) throws Unusable {
    try {
      return KeyStore.getInstance(file.toFile(), password == null ? null : password.toCharArray());
    } catch (IOException e) {
      if (e.getCause() instanceof GeneralSecurityException) {
        throw new Unusable(
            "store-password",
            Origin.of(file.toString()),
            "the password of the key store is wrong",
            "");
      }
      throw keyStoreBroken(file, e);
    } catch (GeneralSecurityException e) {
      throw keyStoreBroken(file, e);
    }
  }

  private static Unusable keyStoreBroken(Path file, Exception e) {
    return new Unusable(
        "store-unreadable",
        Origin.of(file.toString()),
        "the key store cannot be read: " + e.getMessage(),
        "if it is a certificate in DER, write it as PEM: openssl x509 -inform der -in "
            + file
            + " -out cert.pem");
  }

  private static List<KeyEntry> keyStore(CertificateFile file, KeyStore store) throws Unusable {
    String password = file.password() == null ? "" : file.password();
    List<KeyEntry> entries = new ArrayList<>();
    try {
      for (String alias : Collections.list(store.aliases())) {
        Certificate[] chain = store.getCertificateChain(alias);
        if (chain != null
            && store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
          List<X509Certificate> certificates = new ArrayList<>();
          for (Certificate each : chain) {
            certificates.add((X509Certificate) each);
          }
          entries.add(new KeyEntry(key, List.copyOf(certificates)));
        }
      }
    } catch (GeneralSecurityException e) {
      throw keyStoreBroken(file.certificate(), e);
    }
    if (entries.isEmpty()) {
      throw new Unusable(
          "key-missing",
          Origin.of(file.certificate().toString()),
          "holds no private key that its password opens",
          file.password() == null ? "set its password" : "");
    }
    return entries;
  }

  private static Unusable noCertificate(Path file) {
    return new Unusable(
        "certificate-missing", Origin.of(file.toString()), "holds no certificate", "");
  }

  private void checkDates(KeyEntry entry, Path file) {
    for (X509Certificate certificate : entry.chain()) {
      Instant begin = certificate.getNotBefore().toInstant();
      Instant end = certificate.getNotAfter().toInstant();
      if (end.isBefore(now)) {
        warn("certificate-expired", file, certificate, "has expired on " + day(end));
      } else if (begin.isAfter(now)) {
        warn("certificate-future", file, certificate, "is not valid before " + day(begin));
      } else if (end.isBefore(now.plus(WARN_DAYS, ChronoUnit.DAYS))) {
        warn("certificate-expires", file, certificate, "expires on " + day(end));
      }
    }
  }

  private void warn(String code, Path file, X509Certificate certificate, String what) {
    warnings.add(
        Problem.warning(
            code,
            Origin.of(file.toString()),
            "the certificate of " + certificate.getSubjectX500Principal().getName() + " " + what,
            "renew it"));
  }

  private static String day(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
  }
}
