package io.slipway.tls;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A private key and the certificates that vouch for it.
 *
 * @param chain the key's own certificate first, then each one's issuer
 */
record KeyEntry(PrivateKey key, List<X509Certificate> chain) {
  X509Certificate certificate() {
    return chain.get(0);
  }

  /** As the handshake calls it: RSA, RSASSA-PSS, EC, EdDSA. */
  String kind() {
    return kind(key);
  }

  static String kind(Key key) {
    String algorithm = key.getAlgorithm();
    return algorithm.startsWith("Ed") ? "EdDSA" : algorithm;
  }

  /**
   * The host names that it is for, in lower case: RFC 6125, 6.4. The common name only where there
   * are no others.
   */
  List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      var alternatives = certificate().getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (Integer.valueOf(2).equals(alternative.get(0))) {
            names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
          }
        }
        return names;
      }
      for (Rdn part : new LdapName(certificate().getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          names.add(part.getValue().toString().toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException | InvalidNameException e) {
      return names; // a certificate without a name that could be asked for
    }
    return names;
  }

  /** Whether a certificate's key is the other half of a private key. */
  static boolean match(PrivateKey key, PublicKey certified) {
    if (!kind(key).equals(kind(certified))) {
      return false;
    }
    if (key instanceof RSAKey rsa && certified instanceof RSAKey other) {
      return rsa.getModulus().equals(other.getModulus());
    }
    try {
      Signature signature =
          Signature.getInstance(kind(key).equals("EC") ? "SHA256withECDSA" : "EdDSA");
      byte[] text = {1, 2, 3};
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
