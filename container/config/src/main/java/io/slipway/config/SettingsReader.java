package io.slipway.config;

import io.slipway.model.Nearest;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gathers settings: the default, which the file overrides, which the environment overrides, which
 * an option overrides.
 */
public final class SettingsReader {
  private static final String PREFIX = "SLIPWAY_";

  /** What the start script reads. */
  private static final Set<String> OF_THE_SCRIPT =
      Set.of("SLIPWAY_JAVA_OPTS", "SLIPWAY_HOME", "SLIPWAY_LIB");

  private final Map<Key<?>, Setting<?>> given = new IdentityHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  private SettingsReader() {}

  /**
   * @param file {@code conf/slipway.yaml}; null or absent for none
   * @param environment of the process
   * @param options values by key, with the option's name for messages; {@code --set} may name any
   *     key
   * @throws ConfigException with everything that is wrong
   */
  public static Settings read(
      @Nullable Path file, Map<String, String> environment, List<Option> options) {
    SettingsReader reader = new SettingsReader();
    if (file != null) {
      reader.file(file.toString(), file, Keys.all(), false);
    }
    reader.environment(environment);
    options.forEach(reader::option);
    return reader.done();
  }

  /** {@code WEB-INF/slipway.yaml}: only the keys that a webapp may set. */
  static Settings readWebapp(String name, Path file) {
    SettingsReader reader = new SettingsReader();
    reader.file(
        name, file, Keys.all().stream().filter(k -> k.scope() == Key.Scope.WEBAPP).toList(), true);
    return reader.done();
  }

  /**
   * A value from the command line.
   *
   * @param option as the person wrote it
   * @param key dotted name
   */
  public record Option(String option, String key, String value) {}

  private Settings done() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Settings(given, warnings);
  }

  private void file(String name, Path file, List<Key<?>> keys, boolean webapp) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return;
    } catch (CharacterCodingException e) {
      problems.add(
          Problem.error("config-encoding", Origin.of(name), "is not UTF-8", "save it as UTF-8"));
      return;
    } catch (IOException e) {
      problems.add(
          Problem.error(
              "config-unreadable",
              Origin.of(name),
              "cannot be read: " + e.getClass().getSimpleName(),
              "mend its permissions"));
      return;
    }
    if (!hasContent(text)) {
      return;
    }
    Node root = YamlFile.parse(name, text, problems);
    if (root instanceof Node.Scalar scalar && scalar.empty()) {
      return;
    }
    if (!(root instanceof Node.Mapping mapping)) {
      error(
          "config-shape",
          new Origin(name, root.line()),
          "must hold groups of settings, such as \"server:\"",
          "");
      return;
    }
    Map<String, Map<String, Key<?>>> groups = new TreeMap<>();
    keys.forEach(k -> groups.computeIfAbsent(k.group(), g -> new TreeMap<>()).put(k.lastName(), k));
    for (Node.Entry entry : mapping.entries()) {
      group(name, entry, groups, webapp);
    }
  }

  /**
   * Whether the text says anything: a file in which every line is a comment is not worth a parser.
   */
  static boolean hasContent(String text) {
    for (String line : text.split("\n")) {
      String said = line.strip();
      if (!said.isEmpty() && !said.startsWith("#") && !said.equals("---")) {
        return true;
      }
    }
    return false;
  }

  private void group(
      String name, Node.Entry entry, Map<String, Map<String, Key<?>>> groups, boolean webapp) {
    Origin at = new Origin(name, entry.line());
    Map<String, Key<?>> keys = groups.get(entry.name());
    if (keys == null && Keys.all().stream().anyMatch(k -> k.name().equals(entry.name()))) {
      int dot = entry.name().indexOf('.');
      error(
          "config-shape",
          at,
          "\"" + entry.name() + "\" stands in one line",
          "write \""
              + entry.name().substring(0, dot)
              + ":\", and \""
              + entry.name().substring(dot + 1)
              + ":\" indented below it");
    } else if (keys == null) {
      unknown(at, entry.name(), groups.keySet(), webapp);
    } else if (entry.value() instanceof Node.Mapping mapping) {
      for (Node.Entry each : mapping.entries()) {
        Key<?> key = keys.get(each.name());
        if (key == null) {
          unknown(
              new Origin(name, each.line()),
              entry.name() + "." + each.name(),
              names(keys.values()),
              webapp);
        } else if (!(each.value() instanceof Node.Scalar scalar && scalar.empty())) {
          put(key, each.value(), name, each.line());
        }
      }
    } else if (!(entry.value() instanceof Node.Scalar scalar && scalar.empty())) {
      error(
          "config-shape",
          at,
          "\"" + entry.name() + "\" is a group: its settings stand indented below it",
          "");
    }
  }

  private <T> void put(Key<T> key, Node node, String file, int line) {
    Origin at = new Origin(file, line);
    Source source = new Source(Source.Kind.FILE, at);
    put(key, () -> key.type().read(node), source, at, each -> new Origin(file, each));
  }

  private void environment(Map<String, String> environment) {
    Map<String, String> ours = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX) && !OF_THE_SCRIPT.contains(name)) {
            ours.put(name, value);
          }
        });
    if (ours.isEmpty()) {
      return;
    }
    Map<String, Key<?>> byName = new TreeMap<>();
    Keys.all().forEach(k -> byName.put(k.environmentName(), k));
    for (Map.Entry<String, String> variable : ours.entrySet()) {
      String name = variable.getKey();
      Key<?> key = byName.get(name);
      if (key != null) {
        put(key, variable.getValue(), new Source(Source.Kind.ENVIRONMENT, Origin.of(name)));
      } else {
        // Platforms set variables of their own with the service's name in front
        // (SLIPWAY_PORT=tcp://...), so this is no error.
        Nearest.to(name, byName.keySet())
            .ifPresent(
                near ->
                    warnings.add(
                        Problem.warning(
                            "unknown-variable",
                            Origin.of("environment"),
                            name + " is not a setting",
                            "did you mean " + near + "?")));
      }
    }
  }

  private void option(Option option) {
    for (Key<?> key : Keys.all()) {
      if (key.name().equals(option.key())) {
        put(key, option.value(), new Source(Source.Kind.OPTION, Origin.of(option.option())));
        return;
      }
    }
    Set<String> all = names(Keys.all());
    unknown(
        Origin.of("option " + option.option()), option.key(), all, known(option.key(), all), false);
  }

  private <T> void put(Key<T> key, String text, Source source) {
    Origin at = Origin.of(source.toString());
    put(key, () -> key.type().parse(text), source, at, line -> at);
  }

  /**
   * @param at where the setting stands
   * @param line where a line within its value stands
   */
  private <T> void put(
      Key<T> key, Supplier<T> value, Source source, Origin at, IntFunction<Origin> line) {
    try {
      given.put(key, new Setting<>(key, value.get(), source));
    } catch (ValueException e) {
      for (ValueException each : e.all()) {
        error("config-value", line.apply(each.line), key + ": " + each.getMessage(), each.fix);
      }
    } catch (IllegalArgumentException e) {
      error("config-value", at, key + " " + e.getMessage(), "");
    }
  }

  private void unknown(Origin at, String name, Collection<String> known, boolean webapp) {
    unknown(at, name, known, known, webapp);
  }

  private void unknown(
      Origin at,
      String name,
      Collection<String> candidates,
      Collection<String> known,
      boolean webapp) {
    if (webapp && isServerSetting(name)) {
      error(
          "server-setting",
          at,
          "\"" + name + "\" holds for the whole server and cannot be set by a webapp",
          "set it in conf/slipway.yaml");
      return;
    }
    String fix =
        Nearest.to(name, candidates)
            .map(near -> "did you mean \"" + near + "\"?")
            .orElseGet(() -> "known are " + String.join(", ", known));
    error("unknown-key", at, "there is no setting \"" + name + "\"", fix);
  }

  /** The settings of the group that a name begins with, else the groups: all would be too many. */
  private static Collection<String> known(String name, Collection<String> settings) {
    int dot = name.indexOf('.');
    String group = (dot < 0 ? name : name.substring(0, dot)) + '.';
    List<String> known = settings.stream().filter(each -> each.startsWith(group)).toList();
    return known.isEmpty()
        ? settings.stream()
            .map(each -> each.substring(0, each.indexOf('.')) + ".*")
            .collect(Collectors.toCollection(TreeSet::new))
        : known;
  }

  private static boolean isServerSetting(String name) {
    return Keys.all().stream()
        .filter(k -> k.scope() == Key.Scope.SERVER)
        .anyMatch(k -> k.name().equals(name) || k.group().equals(name));
  }

  private static Set<String> names(Collection<Key<?>> keys) {
    Set<String> names = new LinkedHashSet<>();
    keys.forEach(k -> names.add(k.name()));
    return names;
  }

  private void error(String code, Origin at, String message, String fix) {
    problems.add(Problem.error(code, at, message, fix));
  }
}
