package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.UndertowOptions;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.xnio.Option;

/** {@code docs/undertow-notes.md} says of every option of Undertow whether it is set, and why. */
class OptionsTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`");

  @Test
  void everyOptionIsSetOrLeftOnPurpose() throws IOException, IllegalAccessException {
    Set<String> set = new TreeSet<>();
    Set<Option<?>> options = new HashSet<>();
    for (Option<?> option : Listening.serverOptions(Slipway.builder())) {
      options.add(option);
      if (!option.getName().contains("RST_STREAM")) {
        set.add(option.getName());
      }
    }
    Set<String> left = new TreeSet<>();
    for (Field field : UndertowOptions.class.getFields()) {
      if (field.get(null) instanceof Option<?> option) {
        // two have another name than their field
        (options.contains(option) ? set : left).add(field.getName());
      }
    }
    assertThat(names("### Set here", "And beside the options")).isEqualTo(set);
    assertThat(names("### Left as they are", "## Limits")).isEqualTo(left);
  }

  private static Set<String> names(String from, String to) throws IOException {
    String notes = Files.readString(Path.of("../../docs/undertow-notes.md"));
    int begin = notes.indexOf(from);
    int end = notes.indexOf(to);
    assertThat(begin).isPositive();
    assertThat(end).isGreaterThan(begin);
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(notes.substring(begin, end));
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }
}
