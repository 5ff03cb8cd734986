package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.config.FileIdentityStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddUserTest {
  @TempDir Path conf;
  private final InputStream before = System.in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void restore() {
    System.setIn(before);
  }

  private int slipway(String input, String... words) {
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    Main main = new Main(new PrintStream(out), new PrintStream(err), Map.of(), Home.find());
    return main.run(List.of(words));
  }

  @Test
  void aUserIsAddedWithRolesAndCanLogIn() throws Exception {
    int exit =
        slipway(
            "secret\n",
            "user",
            "add",
            "alice",
            "--role",
            "admin",
            "--role=staff",
            "--conf",
            conf.toString());
    assertThat(err.toString()).isEmpty();
    assertThat(exit).isZero();
    assertThat(out.toString())
        .contains("alice added to")
        .contains("[admin, staff]")
        .doesNotContain("secret");
    assertThat(
            new FileIdentityStore(conf.resolve("users.yaml"))
                .verify("alice", "secret".toCharArray()))
        .satisfies(i -> assertThat(i.roles()).containsExactlyInAnyOrder("admin", "staff"));
  }

  @Test
  void aUserIsNotAddedTwiceNorWithoutPasswordNorWithoutName() {
    slipway("secret\n", "user", "add", "alice", "--conf", conf.toString());
    assertThat(slipway("other\n", "user", "add", "alice", "--conf", conf.toString()))
        .isEqualTo(Failure.FAILED);
    assertThat(slipway("", "user", "add", "bob", "--conf", conf.toString()))
        .isEqualTo(Failure.FAILED);
    assertThat(slipway("", "user", "add", "--conf", conf.toString())).isEqualTo(Failure.USAGE);
    assertThat(slipway("", "user")).isEqualTo(Failure.USAGE);
  }
}
