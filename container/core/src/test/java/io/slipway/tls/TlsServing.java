package io.slipway.tls;

import io.slipway.ClientAuth;
import io.slipway.Slipway;
import io.slipway.tls.TestCertificates.Issued;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A container with certificates from files, of one authority, and clients of it. */
abstract class TlsServing {
  static TestCertificates authority;

  @TempDir Path folder;

  @BeforeAll
  static void makeAuthority() throws GeneralSecurityException {
    authority = new TestCertificates();
  }

  /** Says which protocol and whose certificate came. */
  static final class Peer extends HttpServlet {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Object certificates = request.getAttribute("jakarta.servlet.request.X509Certificate");
      String client =
          certificates instanceof X509Certificate[] chain
              ? chain[0].getSubjectX500Principal().getName()
              : "nobody";
      response.getWriter().print(request.getProtocol() + " " + client);
    }
  }

  static Slipway serve(TlsFiles files, ClientAuth auth) {
    return Slipway.builder()
        .https(0, files, auth)
        .webapp("/", app -> app.servlet(Peer.class, "/peer"))
        .start();
  }

  static TlsFiles files(CertificateFile... certificates) {
    return new TlsFiles(List.of(certificates), null, Duration.ofMillis(50));
  }

  Path write(String name, String... text) throws IOException {
    return TestCertificates.write(folder.resolve(name), text);
  }

  CertificateFile pem(String name, Issued issued) throws Exception {
    return new CertificateFile(
        write(name + ".pem", TestCertificates.pem(issued.chain())),
        write(name + ".key", TestCertificates.pem(issued.key())),
        null);
  }

  static SSLContext client(KeyManager... keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", authority.authority());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  static KeyManager[] keys(Issued issued) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("me", issued.key(), new char[0], issued.chain().toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  static HttpResponse<String> get(Slipway slipway, SSLContext context) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + slipway.httpsPort() + "/peer"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("fresh");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
