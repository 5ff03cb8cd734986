package io.slipway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.ClientAuth;
import io.slipway.ListenException;
import io.slipway.tls.TestCertificates.Issued;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** What is read from files of certificates and keys, and what is said of those that are wrong. */
class CertificateFilesTest extends TlsServing {
  @Test
  void theChainIsPutInOrder() throws Exception {
    Issued issued = authority.issue("localhost");
    CertificateFile file =
        new CertificateFile(
            write(
                "mixed.pem",
                TestCertificates.pem(List.of(authority.issue("other").certificate())),
                "between\n",
                TestCertificates.pem(List.of(authority.authority())),
                TestCertificates.pem(List.of(issued.certificate()))),
            write("a.key", TestCertificates.pem(issued.key())),
            null);
    CertificateReader reader = new CertificateReader(Instant.now());
    assertThat(reader.entries(file))
        .singleElement()
        .satisfies(e -> assertThat(e.chain()).isEqualTo(issued.chain()));
  }

  @Test
  void brokenFilesChangeNothingUntilTheyAreMended() throws Exception {
    CertificateFile file = pem("a", authority.issue("first.example"));
    TlsFiles files = new TlsFiles(List.of(file), null, Duration.ofNanos(1));
    List<SSLContext> renewed = new ArrayList<>();
    TlsContexts contexts = TlsContexts.watch(files, renewed::add);
    Issued second = authority.issue("second.example");
    replace(file.certificate(), TestCertificates.pem(second.chain()));
    lookOften(contexts);
    assertThat(renewed).as("the key is still the old one").isEmpty();
    replace(file.key(), TestCertificates.pem(second.key()));
    contexts.look();
    assertThat(renewed).as("it might still be written").isEmpty();
    lookOften(contexts);
    assertThat(renewed).hasSize(1);
  }

  private static void lookOften(TlsContexts contexts) {
    for (int i = 0; i < 5; i++) {
      contexts.look();
    }
  }

  @Test
  void whatIsWrongIsSaidWithFileAndLine() throws Exception {
    Issued one = authority.issue("one");
    Issued two = authority.issue("two");
    Path chain = write("one.pem", TestCertificates.pem(one.chain()));
    String key = TestCertificates.pem(one.key());
    Path otherKey = write("two.key", "# two\n", TestCertificates.pem(two.key()));
    Path locked = write("locked.key", TestCertificates.encrypted(one.key(), "geheim"));
    Path cut = write("cut.key", key.substring(0, key.length() - 30));
    Path noBase64 = write("odd.key", key.replace("\nM", "\n~"));
    Path old =
        write(
            "old.key",
            key.replace(
                "KEY-----\nM", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nM"));
    Path text = write("text.pem", "hello");
    Path store = TestCertificates.pkcs12(folder.resolve("one.p12"), one, "geheim");
    Path binary = folder.resolve("one.der");
    Files.write(binary, one.certificate().getEncoded());
    List<String> said = new ArrayList<>();
    for (CertificateFile file :
        List.of(
            new CertificateFile(folder.resolve("none.pem"), null, null),
            new CertificateFile(text, null, null),
            new CertificateFile(chain, null, null),
            new CertificateFile(chain, otherKey, null),
            new CertificateFile(chain, locked, null),
            new CertificateFile(chain, locked, "falsch"),
            new CertificateFile(chain, cut, null),
            new CertificateFile(chain, noBase64, null),
            new CertificateFile(chain, old, null),
            new CertificateFile(otherKey, null, null),
            new CertificateFile(binary, otherKey, null),
            new CertificateFile(store, null, "falsch"),
            new CertificateFile(store, null, null))) {
      CertificateReader reader = new CertificateReader(Instant.now());
      assertThat(reader.entries(file)).isEmpty();
      assertThat(reader.problems()).hasSize(1);
      said.add(reader.problems().get(0).toString().replace(folder + "/", ""));
    }
    assertThat(said)
        .containsExactly(
            "none.pem: there is no such file",
            "text.pem: is neither PEM nor PKCS#12 (PEM begins with -----BEGIN)",
            "one.pem: holds no private key (name the file of the key too)",
            "two.key:2: the key does not match the certificate in one.pem"
                + " (the two must have been made together)",
            "locked.key:1: the key is encrypted (set the password beside it)",
            "locked.key:1: the password of the key is wrong",
            "cut.key:1: the block PRIVATE KEY has no END line (copy the file as a whole)",
            "odd.key:1: the block PRIVATE KEY is not Base64: Illegal base64 character 7e"
                + " (copy the file as a whole)",
            "old.key:1: the key is encrypted in OpenSSL's own old way (write it as PKCS#8:"
                + " openssl pkcs8 -topk8 -in old.key -out new.key)",
            "two.key: holds no certificate",
            "one.der: the key store cannot be read: Unrecognized keystore format. Please load it with a specified type"
                + " (if it is a certificate in DER, write it as PEM: openssl x509 -inform der -in one.der -out cert.pem)",
            "one.p12: the password of the key store is wrong",
            "one.p12: holds no private key that its password opens (set its password)");
    assertThatThrownBy(
            () ->
                serve(
                    files(
                        new CertificateFile(text, null, null),
                        new CertificateFile(chain, otherKey, null)),
                    ClientAuth.NONE))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("text.pem")
        .hasMessageContaining("two.key:2");
  }

  @Test
  void datesAreWarnedOf() throws Exception {
    CertificateReader reader = new CertificateReader(Instant.now());
    Instant now = Instant.now();
    reader.entries(pem("a", authority.issue("EC", 256, now.minusSeconds(864_000), 3, "old")));
    reader.entries(pem("b", authority.issue("EC", 256, now, 3, "ends")));
    reader.entries(pem("c", authority.issue("EC", 256, now.plusSeconds(864_000), 30, "later")));
    reader.entries(pem("d", authority.issue("fine")));
    assertThat(reader.problems()).isEmpty();
    assertThat(reader.warnings())
        .extracting(p -> p.code() + " " + p.at().source().replace(folder + "/", ""))
        .containsExactly(
            "certificate-expired a.pem", "certificate-expires b.pem", "certificate-future c.pem");
  }
}
