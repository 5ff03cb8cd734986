package io.slipway.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Certificates of an authority of the test's own: RFC 5280, by hand. */
public final class TestCertificates {
  /** A key and the certificates from its own to the authority's. */
  public record Issued(PrivateKey key, List<X509Certificate> chain) {
    public X509Certificate certificate() {
      return chain.get(0);
    }
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
  private static final byte[] ALTERNATIVE_NAMES = HexFormat.of().parseHex("0603551d11");
  private static final byte[] CONSTRAINTS = HexFormat.of().parseHex("0603551d13");
  private static final byte[] CA_TRUE = HexFormat.of().parseHex("30030101ff");
  private static final byte[] ECDSA_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");

  private final KeyPair pair;
  private final X509Certificate certificate;
  private long serial = 100;

  public TestCertificates() throws GeneralSecurityException {
    pair = pair("EC", 256);
    certificate =
        sign("Test authority", "Test authority", pair, Instant.now(), 3650, List.of(), true);
  }

  public X509Certificate authority() {
    return certificate;
  }

  /** EC, valid for a year, for these host names. */
  public Issued issue(String... names) throws GeneralSecurityException {
    return issue("EC", 256, Instant.now(), 365, names);
  }

  public Issued issue(String algorithm, int bits, Instant begin, int days, String... names)
      throws GeneralSecurityException {
    KeyPair own = pair(algorithm, bits);
    X509Certificate issued =
        sign("Test authority", names[0], own, begin, days, List.of(names), false);
    return new Issued(own.getPrivate(), List.of(issued, certificate));
  }

  private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (bits > 0) {
      generator.initialize(bits);
    }
    return generator.generateKeyPair();
  }

  private X509Certificate sign(
      String issuer,
      String subject,
      KeyPair own,
      Instant begin,
      int days,
      List<String> names,
      boolean authority)
      throws GeneralSecurityException {
    List<byte[]> extensions = new ArrayList<>();
    if (authority) {
      extensions.add(
          Der.element(Der.SEQUENCE, CONSTRAINTS, Der.element(Der.OCTET_STRING, CA_TRUE)));
    } else {
      byte[][] each =
          names.stream()
              .map(n -> Der.element(0x82, n.getBytes(StandardCharsets.US_ASCII)))
              .toArray(byte[][]::new);
      extensions.add(
          Der.element(
              Der.SEQUENCE,
              ALTERNATIVE_NAMES,
              Der.element(Der.OCTET_STRING, Der.element(Der.SEQUENCE, each))));
    }
    byte[] tbs =
        Der.element(
            Der.SEQUENCE,
            Der.element(Der.CONTEXT_0, Der.element(Der.INTEGER, new byte[] {2})),
            Der.element(Der.INTEGER, BigInteger.valueOf(serial++).toByteArray()),
            ECDSA_SHA256,
            name(issuer),
            Der.element(
                Der.SEQUENCE,
                time(begin.minus(1, ChronoUnit.HOURS)),
                time(begin.plus(days, ChronoUnit.DAYS))),
            name(subject),
            own.getPublic().getEncoded(),
            Der.element(0xa3, Der.element(Der.SEQUENCE, extensions.toArray(byte[][]::new))));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(tbs);
    byte[] signed = signature.sign();
    byte[] bits = new byte[signed.length + 1];
    System.arraycopy(signed, 0, bits, 1, signed.length);
    byte[] der = Der.element(Der.SEQUENCE, tbs, ECDSA_SHA256, Der.element(0x03, bits));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static byte[] name(String common) {
    return Der.element(
        Der.SEQUENCE,
        Der.element(
            0x31,
            Der.element(
                Der.SEQUENCE,
                COMMON_NAME,
                Der.element(0x0c, common.getBytes(StandardCharsets.UTF_8)))));
  }

  private static byte[] time(Instant instant) {
    return Der.element(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  // files

  public static Path write(Path file, String... blocks) throws IOException {
    return Files.writeString(file, String.join("", blocks));
  }

  public static String pem(List<X509Certificate> certificates) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate each : certificates) {
      text.append(block("CERTIFICATE", each.getEncoded()));
    }
    return text.toString();
  }

  /** PKCS#8. */
  public static String pem(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** PKCS#1 or SEC 1: what stands in the octets of PKCS#8, with the curve for EC. */
  public static String bare(PrivateKey key) {
    Der info = Der.of(key.getEncoded()).next(Der.SEQUENCE);
    info.next(Der.INTEGER);
    Der algorithm = info.next(Der.SEQUENCE);
    byte[] octets = info.next(Der.OCTET_STRING).content();
    if (key.getAlgorithm().equals("RSA")) {
      return block("RSA PRIVATE KEY", octets);
    }
    algorithm.next(Der.OID);
    Der plain = Der.of(octets).next(Der.SEQUENCE);
    byte[] number = plain.next(Der.INTEGER).content();
    byte[] secret = plain.next(Der.OCTET_STRING).content();
    return block(
        "EC PRIVATE KEY",
        Der.element(
            Der.SEQUENCE,
            Der.element(Der.INTEGER, number),
            Der.element(Der.OCTET_STRING, secret),
            Der.element(Der.CONTEXT_0, algorithm.content())));
  }

  /** PKCS#8 with PBES2 (RFC 8018): PBKDF2 with HMAC-SHA-256, and AES-256, as OpenSSL writes it. */
  public static String encrypted(PrivateKey key, String password) throws GeneralSecurityException {
    byte[] salt = new byte[16];
    byte[] start = new byte[16];
    SecretKey secret =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 2048, 256));
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(secret.getEncoded(), "AES"),
        new IvParameterSpec(start));
    byte[] derivation =
        Der.element(
            Der.SEQUENCE,
            oid("2a864886f70d01050c"),
            Der.element(
                Der.SEQUENCE,
                Der.element(Der.OCTET_STRING, salt),
                Der.element(Der.INTEGER, new byte[] {8, 0}),
                Der.element(Der.SEQUENCE, oid("2a864886f70d0209"), new byte[] {5, 0})));
    byte[] encryption =
        Der.element(Der.SEQUENCE, oid("60864801650304012a"), Der.element(Der.OCTET_STRING, start));
    return block(
        "ENCRYPTED PRIVATE KEY",
        Der.element(
            Der.SEQUENCE,
            Der.element(
                Der.SEQUENCE,
                oid("2a864886f70d01050d"),
                Der.element(Der.SEQUENCE, derivation, encryption)),
            Der.element(Der.OCTET_STRING, cipher.doFinal(key.getEncoded()))));
  }

  private static byte[] oid(String hex) {
    return Der.element(Der.OID, HexFormat.of().parseHex(hex));
  }

  public static Path pkcs12(Path file, Issued issued, String password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "web", issued.key(), password.toCharArray(), issued.chain().toArray(Certificate[]::new));
    try (var out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    return file;
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
