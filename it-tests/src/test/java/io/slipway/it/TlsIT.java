package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS as a person sets it up: a key store of keytool, and keys of conf/slipway.yaml. */
class TlsIT {
  private static final Pattern TLS = Pattern.compile("TLS on port (\\d+)");
  @TempDir static Path folder;
  private static Path store;

  @BeforeAll
  static void makeStore() throws Exception {
    store = folder.resolve("site.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "site",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "geheim")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    WebappFolder.at(folder.resolve("app")).file("a.txt", "hello");
  }

  private static HttpClient client(Path trusted, String password) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(KeyStore.getInstance(trusted.toFile(), password.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  @Test
  void aKeyStoreAndThreeKeysAreHttps() throws Exception {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        conf.resolve("slipway.yaml"),
        "tls:\n  port: 0\n  certificate: " + store + "\n  password: geheim\n");
    try (SlipwayProcess process = SlipwayProcess.serving(folder.resolve("app"), "--conf", conf)) {
      Matcher port = TLS.matcher(process.out());
      assertThat(port.find()).isTrue();
      HttpResponse<String> answer =
          client(store, "geheim")
              .send(
                  HttpRequest.newBuilder(
                          URI.create("https://localhost:" + port.group(1) + "/a.txt"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).isEqualTo("hello");
    }
  }

  @Test
  void aCertificateForDevelopmentIsMadeOnceAndKept() throws Exception {
    Path conf = Files.createDirectories(folder.resolve("dev-conf"));
    byte[] first = fetchWithDevHttps(conf);
    assertThat(fetchWithDevHttps(conf)).isEqualTo(first);
  }

  /** Returns the key store. */
  private static byte[] fetchWithDevHttps(Path conf) throws Exception {
    Path kept = conf.resolve("dev-https.p12");
    try (SlipwayProcess process =
        SlipwayProcess.serving(folder.resolve("app"), "--conf", conf, "--dev-https", "0")) {
      Matcher port = TLS.matcher(process.out());
      assertThat(port.find()).isTrue();
      for (String host : List.of("localhost", "127.0.0.1")) {
        URI uri = URI.create("https://" + host + ":" + port.group(1) + "/a.txt");
        HttpResponse<String> answer =
            client(kept, "slipway")
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("hello");
      }
    }
    return Files.readAllBytes(kept);
  }

  @Test
  void aWrongPasswordEndsTheStartInOneLine() throws Exception {
    SlipwayProcess process =
        SlipwayProcess.finished(
            "run",
            folder.resolve("app").toString(),
            "--port",
            "0",
            "--set",
            "tls.port=0",
            "--set",
            "tls.certificate=" + store,
            "--set",
            "tls.password=falsch");
    assertThat(process.exitCode()).isEqualTo(1);
    assertThat(process.err())
        .contains("site.p12: the password of the key store is wrong")
        .doesNotContain("\tat ");
  }
}
