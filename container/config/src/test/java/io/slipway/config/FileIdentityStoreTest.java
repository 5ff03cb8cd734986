package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.security.PasswordHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIdentityStoreTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("conf/users.yaml");
  }

  @Test
  void anAddedUserCanLogIn() throws IOException {
    FileIdentityStore.addUser(file(), "ali\"ce", "wonder".toCharArray(), Set.of("admin"));
    FileIdentityStore store = new FileIdentityStore(file());

    assertThat(store.verify("ali\"ce", "wonder".toCharArray()))
        .satisfies(i -> assertThat(i.principal().getName()).isEqualTo("ali\"ce"))
        .satisfies(i -> assertThat(i.roles()).containsExactly("admin"));
    assertThat(store.verify("ali\"ce", "wrong".toCharArray())).isNull();
    assertThat(store.verify("bob", "wonder".toCharArray())).isNull();
  }

  @Test
  void noNameMakesTheFileUnusable() throws IOException {
    String name = "two\nlines\tand \\ \u00e9";
    FileIdentityStore.addUser(file(), name, "secret".toCharArray(), Set.of("a\rb"));

    assertThat(new FileIdentityStore(file()).verify(name, "secret".toCharArray()))
        .satisfies(i -> assertThat(i.roles()).containsExactly("a\rb"));
  }

  @Test
  void theFileIsItsOwnersAndHoldsNoPassword() throws IOException {
    FileIdentityStore.addUser(file(), "alice", "wonderland".toCharArray(), Set.of());
    assertThat(Files.getPosixFilePermissions(file())).hasSize(2);
    assertThat(Files.readString(file())).doesNotContain("wonderland");
  }

  @Test
  void addingKeepsWhatStandsInTheFile() throws IOException {
    Files.createDirectories(file().getParent());
    String before =
        "# ours\nusers:\n    # the boss\n    \"bob\":\n        password: %s\ncertificates:\n  \"CN=Bob\": [admin]\n";
    before = before.formatted(PasswordHash.of("b".toCharArray()));
    Files.writeString(file(), before);

    FileIdentityStore.addUser(file(), "alice", "a".toCharArray(), Set.of("staff"));

    assertThat(Files.readString(file()).lines()).containsAll(before.lines().toList());
    FileIdentityStore store = new FileIdentityStore(file());
    assertThat(store.verify("alice", "a".toCharArray())).isNotNull();
    assertThat(store.verify("bob", "b".toCharArray())).isNotNull();
  }

  @Test
  void aUserIsNotAddedTwice() throws IOException {
    FileIdentityStore.addUser(file(), "alice", "a".toCharArray(), Set.of());
    assertThatThrownBy(
            () -> FileIdentityStore.addUser(file(), "alice", "b".toCharArray(), Set.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there is already a user alice");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(
        file(), "users:\n  alice:\n    password: secret\n    role: x\nuser:\n  bob: 1\n");
    assertThatThrownBy(() -> new FileIdentityStore(file()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("users.yaml:3")
        .hasMessageContaining("users.yaml:4")
        .hasMessageContaining("users.yaml:5")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aChangedFileCountsAndABrokenOneDoesNot() throws IOException {
    FileIdentityStore.addUser(file(), "alice", "a".toCharArray(), Set.of());
    FileIdentityStore store = new FileIdentityStore(file());

    FileIdentityStore.addUser(file(), "bob", "b".toCharArray(), Set.of());
    Files.setLastModifiedTime(file(), FileTime.from(Instant.EPOCH));
    assertThat(store.verify("bob", "b".toCharArray())).isNotNull();

    Files.writeString(file(), "users: [");
    assertThat(store.verify("bob", "b".toCharArray())).isNotNull();
  }

  @Test
  void aBrokenFileDoesNotFillTheLogWithEachLogin() throws IOException {
    FileIdentityStore.addUser(file(), "alice", "a".toCharArray(), Set.of());
    FileIdentityStore store = new FileIdentityStore(file());
    Files.writeString(file(), "users: [");
    List<String> lines = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("io.slipway.security");
    log.addHandler(handler);
    try {
      for (int i = 0; i < 3; i++) {
        assertThat(store.verify("alice", "a".toCharArray())).isNotNull();
      }
    } finally {
      log.removeHandler(handler);
    }
    assertThat(lines).hasSize(1).first().asString().contains("users.yaml");
  }
}
