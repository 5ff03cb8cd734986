package io.slipway.cli;

import io.slipway.config.SettingsReader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command line that makes sense.
 *
 * @param values by option; "true" for one that stands alone
 * @param path the one argument that is no option
 */
record Arguments(Option.Command command, Map<Option, List<String>> values, Optional<String> path) {

  /**
   * Reads what is written as it should be. Anything else (help, a mistake) is for {@link Help},
   * whose library takes longer to load than a webapp to start.
   */
  static Optional<Arguments> quick(List<String> words) {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Option.Command command = Option.Command.of(words.get(0));
    return command == null ? Optional.empty() : quick(command, words);
  }

  private static Optional<Arguments> quick(Option.Command command, List<String> words) {
    Map<Option, List<String>> values = new EnumMap<>(Option.class);
    String path = null;
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("-")) {
        if (path != null || command.argument.isEmpty()) {
          return Optional.empty();
        }
        path = word;
        continue;
      }
      int equals = word.indexOf('=');
      Option option = find(command, equals < 0 ? word : word.substring(0, equals));
      if (option == null || (!option.repeats() && values.containsKey(option))) {
        return Optional.empty();
      }
      String value;
      if (option.standsAlone()) {
        if (equals >= 0) {
          return Optional.empty();
        }
        value = "true";
      } else if (equals >= 0) {
        value = word.substring(equals + 1);
      } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("-")) {
        i++;
        value = words.get(i);
      } else {
        return Optional.empty();
      }
      values.computeIfAbsent(option, o -> new ArrayList<>()).add(value);
    }
    return Optional.of(new Arguments(command, values, Optional.ofNullable(path)));
  }

  private static @Nullable Option find(Option.Command command, String flag) {
    for (Option option : Option.values()) {
      if (option.flag.equals(flag) && option.commands.contains(command)) {
        return option;
      }
    }
    return null;
  }

  Optional<String> value(Option option) {
    List<String> all = values.get(option);
    return all == null ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  List<String> all(Option option) {
    return values.getOrDefault(option, List.of());
  }

  boolean has(Option option) {
    return values.containsKey(option);
  }

  /**
   * The settings among the options.
   *
   * @throws Failure if a {@code --set} is not {@code KEY=VALUE}
   */
  List<SettingsReader.Option> settings() {
    List<SettingsReader.Option> settings = new ArrayList<>();
    values.forEach(
        (option, given) -> {
          if (!option.key.isEmpty()) {
            given.forEach(v -> settings.add(new SettingsReader.Option(option.flag, option.key, v)));
          }
        });
    for (String pair : values.getOrDefault(Option.SET, List.of())) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw Failure.usage("--set takes KEY=VALUE, not \"" + pair + "\"");
      }
      settings.add(
          new SettingsReader.Option(
              Option.SET.flag, pair.substring(0, equals), pair.substring(equals + 1)));
    }
    return settings;
  }
}
