package io.slipway.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Private keys as they stand in PEM: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) and SEC 1 (RFC 5915). */
final class PrivateKeys {
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d010101");
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
  private static final byte[] NULL = {5, 0};
  private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};

  /** By object identifier. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "2a864886f70d010101", "RSA",
          "2a864886f70d01010a", "RSASSA-PSS",
          "2a8648ce3d0201", "EC",
          "2b6570", "EdDSA",
          "2b6571", "EdDSA");

  private PrivateKeys() {}

  static boolean isKey(PemFile.Block block) {
    return block.label().endsWith("PRIVATE KEY");
  }

  static PrivateKey read(PemFile.Block block, @Nullable String password) throws Unusable {
    if (block.ownEncryption()) {
      throw new Unusable(
          "key-encryption",
          block.at(),
          "the key is encrypted in OpenSSL's own old way",
          "write it as PKCS#8: openssl pkcs8 -topk8 -in old.key -out new.key");
    }
    return switch (block.label()) {
      case "PRIVATE KEY" -> pkcs8(block, block.der());
      case "ENCRYPTED PRIVATE KEY" -> pkcs8(block, decrypt(block, password));
      case "RSA PRIVATE KEY" -> pkcs8(block, covered(block.der(), RSA, NULL));
      case "EC PRIVATE KEY" -> pkcs8(block, covered(block.der(), EC, curve(block)));
      default ->
          throw new Unusable(
              "key-kind",
              block.at(),
              "a " + block.label() + " cannot be used",
              "write it as PKCS#8: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key");
    };
  }

  private static byte[] covered(byte[] key, byte[] algorithm, byte[] parameters) {
    return Der.element(
        Der.SEQUENCE,
        VERSION_0,
        Der.element(Der.SEQUENCE, algorithm, parameters),
        Der.element(Der.OCTET_STRING, key));
  }

  private static byte[] curve(PemFile.Block block) throws Unusable {
    Der key = Der.of(block.der()).next(Der.SEQUENCE);
    if (key != null && key.next(Der.INTEGER) != null && key.next(Der.OCTET_STRING) != null) {
      Der parameters = key.next(Der.CONTEXT_0);
      if (parameters != null) {
        return parameters.content();
      }
    }
    throw new Unusable(
        "key-curve",
        block.at(),
        "the key does not name its curve",
        "write it as PKCS#8: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key");
  }

  private static PrivateKey pkcs8(PemFile.Block block, byte[] der) throws Unusable {
    String algorithm = ALGORITHMS.get(oid(der));
    if (algorithm == null) {
      throw new Unusable(
          "key-kind",
          block.at(),
          "the key is neither RSA nor EC nor EdDSA",
          "make one of these: openssl ecparam -genkey -name prime256v1");
    }
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new Unusable(
          "key-unreadable",
          block.at(),
          "the " + algorithm + " key cannot be read: " + e.getMessage(),
          "copy the file as a whole");
    }
  }

  private static String oid(byte[] der) {
    Der info = Der.of(der).next(Der.SEQUENCE);
    if (info != null && info.next(Der.INTEGER) != null) {
      Der algorithm = info.next(Der.SEQUENCE);
      Der oid = algorithm == null ? null : algorithm.next(Der.OID);
      if (oid != null) {
        return HexFormat.of().formatHex(oid.content());
      }
    }
    return "";
  }

  private static byte[] decrypt(PemFile.Block block, @Nullable String password) throws Unusable {
    if (password == null) {
      throw new Unusable(
          "key-password", block.at(), "the key is encrypted", "set the password beside it");
    }
    char[] chars = password.toCharArray();
    PBEKeySpec spec = new PBEKeySpec(chars);
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(block.der());
      // of PBES2 the JDK says the name of the scheme only here
      String scheme =
          info.getAlgName().startsWith("PBEWith")
              ? info.getAlgName()
              : info.getAlgParameters().toString();
      SecretKey key = SecretKeyFactory.getInstance(scheme).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
      byte[] plain = cipher.doFinal(info.getEncryptedData());
      if (oid(plain).isEmpty()) {
        throw wrongPassword(block);
      }
      return plain;
    } catch (BadPaddingException e) {
      throw wrongPassword(block);
    } catch (IOException | GeneralSecurityException e) {
      throw new Unusable(
          "key-encryption",
          block.at(),
          "the key's encryption is not known here: " + e.getMessage(),
          "write it anew: openssl pkcs8 -topk8 -in old.key -out new.key");
    } finally {
      spec.clearPassword();
      Arrays.fill(chars, '\0');
    }
  }

  private static Unusable wrongPassword(PemFile.Block block) {
    return new Unusable("key-password", block.at(), "the password of the key is wrong", "");
  }
}
