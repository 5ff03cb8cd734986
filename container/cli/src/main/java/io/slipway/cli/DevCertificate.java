package io.slipway.cli;

import io.slipway.config.Keys;
import io.slipway.config.SettingsReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The certificate of {@code --dev-https}: for {@code localhost} and the loopback addresses, signed
 * by itself, in a PKCS#12 key store of its user alone. The JDK's {@code keytool} makes it once, so
 * that what a browser was told about it holds, and again when it is about to expire.
 */
record DevCertificate(Path file) {
  /** Keeps nobody out: who can read the file may use it. PKCS#12 wants one. */
  private static final String PASSWORD = "slipway";

  /** Browsers take none for longer. */
  private static final int DAYS = 397;

  private static final Duration RENEWED_AFTER = Duration.ofDays(DAYS - 30);

  static DevCertificate in(Path conf) {
    return new DevCertificate(conf.resolve("dev-https.p12").toAbsolutePath());
  }

  /** What makes the HTTPS listener use it. */
  List<SettingsReader.Option> settings() {
    return List.of(
        new SettingsReader.Option(
            Option.DEV_HTTPS.flag, Keys.TLS_CERTIFICATE.name(), file.toString()),
        new SettingsReader.Option(Option.DEV_HTTPS.flag, Keys.TLS_PASSWORD.name(), PASSWORD));
  }

  /**
   * Makes it where there is none.
   *
   * @throws Failure if it cannot be made
   */
  void keep() {
    try {
      if (!Files.exists(file) || isOld()) {
        make();
      }
    } catch (IOException e) {
      throw Failure.failed(file + " cannot be made (--dev-https): " + e);
    } catch (InterruptedException e) {
      throw Failure.failed("interrupted");
    }
  }

  private boolean isOld() throws IOException {
    Instant made = Files.getLastModifiedTime(file).toInstant();
    return made.plus(RENEWED_AFTER).isBefore(Instant.now());
  }

  private void make() throws IOException, InterruptedException {
    // one that only its owner may enter
    Path folder = Files.createTempDirectory("slipway-dev-https");
    Path made = folder.resolve("made.p12");
    try {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "slipway",
                  "-keyalg",
                  "EC",
                  "-validity",
                  Integer.toString(DAYS),
                  "-dname",
                  "CN=localhost, O=Slipway development",
                  "-ext",
                  "san=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1",
                  "-ext",
                  "eku=serverAuth",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  PASSWORD,
                  "-keystore",
                  made.toString())
              .redirectErrorStream(true)
              .start();
      keytool.getOutputStream().close();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool says: " + said.strip());
      }
      ownersAlone(made);
      Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(made);
      Files.delete(folder);
    }
  }

  private static void ownersAlone(Path file) {
    file.toFile().setReadable(false, false);
    file.toFile().setReadable(true, true);
  }
}
