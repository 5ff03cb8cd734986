package io.slipway.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.CapturedLog;
import io.slipway.ClientAuth;
import io.slipway.Slipway;
import io.slipway.WebXml;
import io.slipway.tls.TestCertificates.Issued;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real handshakes with certificates from files. */
class TlsTest extends TlsServing {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

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
