package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.config.SettingsReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Optional<Arguments> slow(String line) {
    return Help.read(
        words(line), "slipway 1", new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private static List<String> words(String line) {
    return line.isEmpty() ? List.of() : List.of(line.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run webapps",
        "run webapps --port 0 --bind 127.0.0.1",
        "run --port=0 webapps",
        "run shop.war --context /x --quiet --keep-going --work w --conf c",
        "run --set limits.max-headers=3 --set cookies.enabled=false",
        "config",
        "config --port 1 --set server.http2=off",
      })
  void theQuickAndTheThoroughReaderAgree(String line) {
    assertThat(Arguments.quick(words(line))).isPresent().isEqualTo(slow(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve webapps", "webapps", "shop.war --port 0"})
  void whoNamesNoCommandIsToldTheOneThatServes(String line) {
    assertThatThrownBy(() -> slow(line))
        .hasMessageStartingWith(words(line).get(0) + " is no command")
        .hasMessageContaining("slipway run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "walk",
        "run --prot 1",
        "run a b",
        "run --port",
        "run --quiet=x=y",
        "config webapps",
        "config --quiet",
        "run --port 1 --port 2",
      })
  void mistakesAreUsageFailuresOfOneLine(String line) {
    assertThat(Arguments.quick(words(line))).isEmpty();
    assertThatThrownBy(() -> slow(line))
        .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.exitCode).isEqualTo(Failure.USAGE))
        .message()
        .hasLineCount(1)
        .contains("--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "run --help", "run --port x --help", "config -h"})
  void helpNamesTheExitCodes(String line) {
    assertThat(Arguments.quick(words(line))).isEmpty();
    assertThat(slow(line)).isEmpty();
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("Usage: slipway")
        .contains("Exit codes: 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "run --version"})
  void versionIsOneLine(String line) {
    assertThat(slow(line)).isEmpty();
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("slipway 1");
  }

  @Test
  void helpOfRunNamesEveryOption() {
    assertThat(slow("run --help")).isEmpty();
    String help = printed.toString(StandardCharsets.UTF_8);
    for (Option option : Option.values()) {
      if (option.commands.contains(Option.Command.RUN)) {
        assertThat(help).contains(option.flag);
      }
    }
  }

  @Test
  void optionsBecomeSettings() {
    Arguments arguments =
        Arguments.quick(words("run --port 0 --keep-going --set limits.max-headers=3"))
            .orElseThrow();
    assertThat(arguments.settings())
        .containsExactly(
            new SettingsReader.Option("--port", "server.port", "0"),
            new SettingsReader.Option("--keep-going", "server.keep-going", "true"),
            new SettingsReader.Option("--set", "limits.max-headers", "3"));
    assertThatThrownBy(() -> Arguments.quick(words("run --set nothing")).orElseThrow().settings())
        .hasMessage("--set takes KEY=VALUE, not \"nothing\"");
  }
}
