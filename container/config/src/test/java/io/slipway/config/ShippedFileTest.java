package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The shipped file and the README say what the keys say. */
class ShippedFileTest {
  private static final Path ROOT = Path.of("../..");

  @Test
  void confSlipwayYamlIsWhatTheKeysSay() throws IOException {
    Path wanted = Path.of("target/slipway.yaml");
    Files.writeString(wanted, KeysDocument.file());
    assertThat(Files.readString(ROOT.resolve("conf/slipway.yaml")))
        .as("copy container/config/" + wanted + " to conf/slipway.yaml")
        .isEqualTo(KeysDocument.file());
  }

  @Test
  void readmeTableIsWhatTheKeysSay() throws IOException {
    Path wanted = Path.of("target/settings.md");
    Files.writeString(wanted, KeysDocument.table());
    assertThat(Files.readString(ROOT.resolve("README.md")))
        .as("put container/config/" + wanted + " into README.md")
        .contains(KeysDocument.table());
  }
}
