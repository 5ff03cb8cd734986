package io.slipway.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.CapturedLog;
import io.slipway.ClientAuth;
import io.slipway.ListenException;
import io.slipway.Slipway;
import io.slipway.WebXml;
import io.slipway.tls.TestCertificates.Issued;
import io.slipway.wire.Wire;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real handshakes with certificates from files. */
class TlsTest {
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static TestCertificates authority;

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

  private static Slipway serve(TlsFiles files, ClientAuth auth) {
    return Slipway.builder()
        .https(0, files, auth)
        .webapp("/", app -> app.servlet(Peer.class, "/peer"))
        .start();
  }

  private static TlsFiles files(CertificateFile... certificates) {
    return new TlsFiles(List.of(certificates), null, Duration.ofMillis(50));
  }

  private Path write(String name, String... text) throws IOException {
    return TestCertificates.write(folder.resolve(name), text);
  }

  private CertificateFile pem(String name, Issued issued) throws Exception {
    return new CertificateFile(
        write(name + ".pem", TestCertificates.pem(issued.chain())),
        write(name + ".key", TestCertificates.pem(issued.key())),
        null);
  }

  private static SSLContext client(KeyManager... keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", authority.authority());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context;
  }

  private static KeyManager[] keys(Issued issued) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("me", issued.key(), new char[0], issued.chain().toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static HttpResponse<String> get(Slipway slipway, SSLContext context) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(context)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + slipway.httpsPort() + "/peer"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** The certificate that a client gets who asks for a name, or for none. */
  private static X509Certificate shown(Slipway slipway, String name) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) client().getSocketFactory().createSocket("127.0.0.1", slipway.httpsPort())) {
      if (name != null) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
      }
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EC pkcs8",
        "EC sec1",
        "EC encrypted",
        "EC pkcs12",
        "EC one file",
        "RSA pkcs8",
        "RSA pkcs1",
        "RSA encrypted",
        "RSA pkcs12",
        "Ed25519 pkcs8"
      })
  void everyKindOfFileServes(String kind) throws Exception {
    String algorithm = kind.substring(0, kind.indexOf(' '));
    int bits = algorithm.equals("RSA") ? 2048 : algorithm.equals("EC") ? 256 : 0;
    Issued issued = authority.issue(algorithm, bits, Instant.now(), 90, "localhost");
    Path chain = write("chain.pem", TestCertificates.pem(issued.chain()));
    CertificateFile file =
        switch (kind.substring(kind.indexOf(' ') + 1)) {
          case "pkcs8" ->
              new CertificateFile(chain, write("a.key", TestCertificates.pem(issued.key())), null);
          case "sec1", "pkcs1" ->
              new CertificateFile(chain, write("a.key", TestCertificates.bare(issued.key())), null);
          case "encrypted" ->
              new CertificateFile(
                  chain,
                  write("a.key", TestCertificates.encrypted(issued.key(), "geheim")),
                  "geheim");
          case "one file" ->
              new CertificateFile(
                  write(
                      "all.pem",
                      TestCertificates.pem(issued.key()),
                      TestCertificates.pem(issued.chain())),
                  null,
                  null);
          default ->
              new CertificateFile(
                  TestCertificates.pkcs12(folder.resolve("a.p12"), issued, "geheim"),
                  null,
                  "geheim");
        };
    try (Slipway slipway = serve(files(file), ClientAuth.NONE)) {
      assertThat(get(slipway, client()).body()).isEqualTo("HTTP/2.0 nobody");
    }
  }

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
  void http2IsSpokenUnlessItIsOff() throws Exception {
    CertificateFile file = pem("a", authority.issue("localhost"));
    try (Slipway slipway =
        Slipway.builder()
            .https(0, files(file), ClientAuth.NONE)
            .http2(false)
            .webapp("/", app -> app.servlet(Peer.class, "/peer"))
            .start()) {
      assertThat(get(slipway, client()).body()).isEqualTo("HTTP/1.1 nobody");
    }
  }

  /** RFC 9113, 9.2.2: the suites of its appendix A are for HTTP/1.1. */
  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "TLS_AES_256_GCM_SHA384, h2 http/1.1, h2",
    "TLS_AES_256_GCM_SHA384, spdy/3, none",
    "TLS_CHACHA20_POLY1305_SHA256, h2, h2",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, h2 http/1.1, h2",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, http/1.1 h2, h2",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, h2 http/1.1, http/1.1",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, h2, none",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, http/1.1, http/1.1",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, '', ''",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, spdy/3, none"
  })
  void theSuiteHasASayInTheProtocol(String suite, String offered, String agreed) throws Exception {
    try (Slipway slipway = serve(files(pem("a", authority.issue("localhost"))), ClientAuth.NONE);
        SSLSocket socket =
            (SSLSocket)
                client().getSocketFactory().createSocket("localhost", slipway.httpsPort())) {
      socket.setSoTimeout(20_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {suite.contains("_WITH_") ? "TLSv1.2" : "TLSv1.3"});
      parameters.setCipherSuites(new String[] {suite});
      parameters.setApplicationProtocols(offered.isEmpty() ? new String[0] : offered.split(" "));
      socket.setSSLParameters(parameters);
      if (agreed.equals("none")) {
        assertThatThrownBy(socket::startHandshake).hasMessageContaining("no_application_protocol");
        return;
      }
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo(agreed);
      if (!agreed.equals("h2")) {
        assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      }
    }
  }

  /** RFC 8446, 5.1: a message may be in several records, as large ClientHellos are. */
  @ParameterizedTest
  @CsvSource({"TLSv1.2, 80, true", "TLSv1.3, 80, true", "TLSv1.3, 1, true", "TLSv1.3, 80, false"})
  void aHandshakeInSeveralRecordsIsUnderstood(String version, int record, boolean http2)
      throws Exception {
    try (Slipway slipway =
            Slipway.builder()
                .https(0, files(pem("a", authority.issue("localhost"))), ClientAuth.NONE)
                .http2(http2)
                .webapp("/", app -> app.servlet(Peer.class, "/peer"))
                .start();
        SmallRecords relay = new SmallRecords(slipway.httpsPort(), record);
        SSLSocket socket =
            (SSLSocket) client().getSocketFactory().createSocket("localhost", relay.port())) {
      socket.setSoTimeout(20_000);
      socket.setEnabledProtocols(new String[] {version});
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo(http2 ? "h2" : "");
      if (!http2) {
        assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      nullValues = "none",
      value = {
        "none              -> default.example",
        "unknown.example   -> default.example",
        "shop.example      -> shop.example",
        "SHOP.example      -> shop.example",
        "a.wild.example    -> *.wild.example",
        "b.a.wild.example  -> default.example",
        "wild.example      -> default.example",
        "own.wild.example  -> own.wild.example"
      })
  void theNameChoosesTheCertificate(String asked, String expected) throws Exception {
    TlsFiles files =
        files(
            pem("d", authority.issue("default.example")),
            pem("s", authority.issue("shop.example", "www.shop.example")),
            pem("w", authority.issue("*.wild.example")),
            pem("o", authority.issue("own.wild.example")));
    try (Slipway slipway = serve(files, ClientAuth.NONE)) {
      assertThat(shown(slipway, asked).getSubjectX500Principal().getName())
          .isEqualTo("CN=" + expected);
    }
  }

  @Test
  void theHandshakeChoosesBetweenRsaAndEcOfOneName() throws Exception {
    TlsFiles files =
        files(
            pem("r", authority.issue("RSA", 2048, Instant.now(), 90, "localhost")),
            pem("e", authority.issue("localhost")));
    try (Slipway slipway = serve(files, ClientAuth.NONE);
        SSLSocket socket =
            (SSLSocket)
                client().getSocketFactory().createSocket("localhost", slipway.httpsPort())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
      socket.startHandshake();
      assertThat(socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm())
          .isEqualTo("RSA");
    }
  }

  /** It costs a server more than the client, and is forbidden in HTTP/2: RFC 9113, 9.2.1. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientMayNotRenegotiate(boolean afterRequest) throws Exception {
    try (CapturedLog log = new CapturedLog("io.slipway.wire");
        Slipway slipway = serve(files(pem("a", authority.issue("localhost"))), ClientAuth.NONE);
        SSLSocket socket = tls12(client(), slipway)) {
      socket.startHandshake();
      if (afterRequest) {
        assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      }
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                ask(socket);
              })
          .isInstanceOf(IOException.class);
      assertThat(log.messages()).singleElement().asString().contains("another TLS handshake");
    }
  }

  /** RFC 8446, 4.6.3: each costs the server more than the client, and no log is filled by it. */
  @Test
  void manyKeyUpdatesEndTheConnectionWithoutAnError() throws Exception {
    try (CapturedLog log = new CapturedLog("io.slipway.wire");
        CapturedLog errors = new CapturedLog("io.undertow");
        Slipway slipway = serve(files(pem("a", authority.issue("localhost"))), ClientAuth.NONE);
        SSLSocket socket =
            (SSLSocket)
                client().getSocketFactory().createSocket("localhost", slipway.httpsPort())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      socket.startHandshake();
      assertThat(ask(socket)).startsWith("HTTP/1.1 200");
      assertThatThrownBy(
              () -> {
                while (true) {
                  socket.startHandshake();
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(log.messages()).singleElement().asString().contains("TLS records without data");
      assertThat(errors.messages()).isEmpty();
    }
  }

  @Test
  void aSessionOfTls12IsResumed() throws Exception {
    SSLContext context = client();
    try (Slipway slipway = serve(files(pem("a", authority.issue("localhost"))), ClientAuth.NONE)) {
      long first;
      try (SSLSocket socket = tls12(context, slipway)) {
        assertThat(ask(socket)).startsWith("HTTP/1.1 200");
        first = socket.getSession().getCreationTime();
      }
      try (SSLSocket socket = tls12(context, slipway)) {
        assertThat(ask(socket)).startsWith("HTTP/1.1 200");
        assertThat(ask(socket)).startsWith("HTTP/1.1 200");
        assertThat(socket.getSession().getCreationTime()).isEqualTo(first);
      }
    }
  }

  private static SSLSocket tls12(SSLContext context, Slipway slipway) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", slipway.httpsPort());
    socket.setSoTimeout(20_000);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    return socket;
  }

  /** One request of a connection in HTTP/1.1: the head of the answer. */
  private static String ask(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("HEAD /peer HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new EOFException();
      }
      head.append((char) b);
    }
    return head.toString();
  }

  @Test
  void tls11IsRefused() throws Exception {
    try (Slipway slipway = serve(files(pem("a", authority.issue("localhost"))), ClientAuth.NONE);
        Socket socket = new Socket("127.0.0.1", slipway.httpsPort())) {
      socket.setSoTimeout(20_000);
      // a ClientHello of TLS 1.1 with two cipher suites of its time
      String hello = "0302" + "00".repeat(32) + "00" + "0004c013c009" + "0100";
      String handshake = "01" + String.format("%06x", hello.length() / 2) + hello;
      socket
          .getOutputStream()
          .write(
              HexFormat.of()
                  .parseHex("160301" + String.format("%04x", handshake.length() / 2) + handshake));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(in.readUnsignedByte()).as("alert").isEqualTo(21);
      in.skipBytes(4);
      assertThat(in.readUnsignedByte()).as("fatal").isEqualTo(2);
      assertThat(in.readUnsignedByte()).as("protocol_version").isEqualTo(70);
    }
  }

  @Test
  void newConnectionsGetTheChangedCertificate() throws Exception {
    CertificateFile file = pem("a", authority.issue("first.example"));
    try (Slipway slipway = serve(files(file), ClientAuth.NONE)) {
      assertThat(shown(slipway, null).getSubjectX500Principal().getName())
          .isEqualTo("CN=first.example");
      Issued second = authority.issue("second.example");
      replace(file.key(), TestCertificates.pem(second.key()));
      replace(file.certificate(), TestCertificates.pem(second.chain()));
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      String name;
      do {
        name = shown(slipway, null).getSubjectX500Principal().getName();
      } while (!name.equals("CN=second.example") && System.nanoTime() < deadline);
      assertThat(name).isEqualTo("CN=second.example");
    }
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

  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("fresh");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, true, HTTP/2.0 nobody",
    "WANT, false, HTTP/2.0 nobody",
    "WANT, true, HTTP/2.0 CN=client",
    "NEED, true, HTTP/2.0 CN=client"
  })
  void clientCertificatesAreAskedForAsConfigured(ClientAuth auth, boolean shows, String expected)
      throws Exception {
    TlsFiles files =
        new TlsFiles(
            List.of(pem("a", authority.issue("localhost"))),
            write("ca.pem", TestCertificates.pem(List.of(authority.authority()))),
            Duration.ZERO);
    try (Slipway slipway = serve(files, auth)) {
      SSLContext context = shows ? client(keys(authority.issue("client"))) : client();
      assertThat(get(slipway, context).body()).isEqualTo(expected);
    }
  }

  @Test
  void withoutANeededClientCertificateThereIsNoAnswer() throws Exception {
    TlsFiles files =
        new TlsFiles(
            List.of(pem("a", authority.issue("localhost"))),
            write("ca.pem", TestCertificates.pem(List.of(authority.authority()))),
            Duration.ZERO);
    try (Slipway slipway = serve(files, ClientAuth.NEED)) {
      isRefused(slipway, client());
      isRefused(slipway, client(keys(new TestCertificates().issue("stranger"))));
    }
  }

  /** By a socket: the JDK's HTTP client may miss the refusal, and waits without end then. */
  private static void isRefused(Slipway slipway, SSLContext context) throws Exception {
    try (Socket socket =
        context.getSocketFactory().createSocket("localhost", slipway.httpsPort())) {
      socket.setSoTimeout(20_000);
      assertThatThrownBy(
              () -> {
                Wire.send(socket, "GET /peer HTTP/1.1\r\nHost: localhost\r\n\r\n");
                if (socket.getInputStream().read() < 0) {
                  throw new EOFException();
                }
              })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void askingForCertificatesNeedsAnAuthority() throws Exception {
    TlsFiles files = files(pem("a", authority.issue("localhost")));
    assertThatThrownBy(() -> Slipway.builder().https(0, files, ClientAuth.WANT))
        .isInstanceOf(IllegalArgumentException.class);
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

  @Test
  void confidentialPathsAreRedirectedToTheTlsPort() throws Exception {
    Files.createDirectories(folder.resolve("app"));
    Files.writeString(folder.resolve("app/page.html"), "page");
    WebXml.write(
        folder.resolve("app"),
        """
        <security-constraint>
          <web-resource-collection>
            <web-resource-name>all</web-resource-name>
            <url-pattern>/*</url-pattern>
          </web-resource-collection>
          <user-data-constraint>
            <transport-guarantee>CONFIDENTIAL</transport-guarantee>
          </user-data-constraint>
        </security-constraint>
        """);
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .https(0, files(pem("a", authority.issue("localhost"))), ClientAuth.NONE)
            .webapp("/", folder.resolve("app"))
            .start()) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://localhost:" + slipway.port() + "/page.html?a=b"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("location"))
          .contains("https://localhost:" + slipway.httpsPort() + "/page.html?a=b");
    }
  }
}
