package io.slipway.arquillian;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsContainerTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  private final SlipwayDeployableContainer container = new SlipwayDeployableContainer();
  private Path keyStore;

  @BeforeEach
  void start() throws Exception {
    keyStore = keyStoreFor("CN=localhost");
    SlipwayContainerConfiguration configuration = new SlipwayContainerConfiguration();
    configuration.setKeyStore(keyStore.toString());
    configuration.setKeyStorePassword(PASSWORD);
    configuration.setTrustStore(keyStore.toString());
    configuration.setTrustStorePassword(PASSWORD);
    configuration.setClientAuthentication("need");
    configuration.setWorkDirectory(directory.resolve("work").toString());
    configuration.validate();
    container.setup(configuration);
    container.start();
  }

  @AfterEach
  void stop() throws Exception {
    container.stop();
  }

  /** Made by the JDK's own tool: there is no public API for certificates. */
  private Path keyStoreFor(String subject) throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "key",
                    "-keyalg",
                    "EC",
                    "-dname",
                    subject,
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(said).isZero();
    return file;
  }

  private static WebArchive page(String name) {
    return ShrinkWrap.create(WebArchive.class, name)
        .addAsWebResource(new StringAsset("a page of " + name), "page.txt");
  }

  @Test
  void urlsBeginWithHttpsAndTheClientShowsItsCertificate() throws Exception {
    WebArchive archive = page("shop.war");
    URI uri = uri(container.deploy(archive));

    assertThat(uri).hasScheme("https").hasPath("/shop/");
    assertThat(get(uri.resolve("page.txt")).body()).isEqualTo("a page of shop.war");

    container.undeploy(archive);
    assertThat(get(uri.resolve("page.txt")).statusCode()).isEqualTo(404);
  }

  /** By a socket: the JDK's HTTP client may miss the refusal, and waits without end then. */
  @Test
  void clientsWithoutACertificateAreRefused() throws Exception {
    URI uri = uri(container.deploy(page("shop.war")));
    SSLContext stranger = TlsContext.of(noKeys(), PASSWORD, keyStore, PASSWORD);

    try (Socket socket = stranger.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      assertThatThrownBy(
              () -> {
                socket
                    .getOutputStream()
                    .write("GET /shop/ HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
                if (socket.getInputStream().read() < 0) {
                  throw new EOFException();
                }
              })
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void nothingIsLeftInTheWorkDirectory() throws Exception {
    container.deploy(page("shop.war"));

    container.stop();

    try (Stream<Path> left = Files.list(directory.resolve("work"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void onlyWebArchivesAreDeployed() {
    assertThatThrownBy(() -> container.deploy(ShrinkWrap.create(JavaArchive.class, "words.jar")))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("words.jar");
  }

  private Path noKeys() throws Exception {
    Path file = directory.resolve("none.p12");
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    try (var out = Files.newOutputStream(file)) {
      empty.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static URI uri(ProtocolMetaData metaData) {
    HTTPContext context = metaData.getContexts(HTTPContext.class).iterator().next();
    return context.getServlets().get(0).getBaseURI();
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(TlsContext.of(keyStore, PASSWORD, keyStore, PASSWORD))
        .build()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
