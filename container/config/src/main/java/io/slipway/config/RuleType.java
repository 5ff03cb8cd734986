package io.slipway.config;

import io.slipway.model.Nearest;
import io.slipway.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list of rules, each a group of fields. In an environment variable or option it is written as
 * YAML on one line: {@code [{name: "*", secure: https}]}.
 *
 * @param make a rule of its fields' values
 */
record RuleType<R>(List<Field<R, ?>> fields, Function<Values, R> make)
    implements ValueType<List<R>> {
  /** One field of a rule. Not shared between rules: a field is found by identity. */
  record Field<R, T>(String name, ValueType<T> type, T defaultValue, Function<R, T> get) {
    String print(R rule) {
      return name + ": " + type.print(get.apply(rule));
    }

    boolean isDefault(R rule) {
      return get.apply(rule).equals(defaultValue);
    }
  }

  /** The fields of one rule in the file, which stands at {@code line} of it. */
  record Values(Map<Field<?, ?>, Object> given, int line) {
    @SuppressWarnings("unchecked") // put with the field's own type
    <T> T get(Field<?, T> field) {
      return (T) given.getOrDefault(field, field.defaultValue());
    }
  }

  @Override
  public String describe() {
    return fields.stream().map(Field::name).collect(Collectors.joining(", ", "list of {", "}"));
  }

  @Override
  public List<R> parse(String text) {
    List<Problem> problems = new ArrayList<>();
    Node node = YamlFile.parse("value", text, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("is " + problems.get(0).message());
    }
    return read(node);
  }

  @Override
  public String print(List<R> rules) {
    return rules.stream().map(this::printRule).collect(Collectors.joining(", ", "[", "]"));
  }

  private String printRule(R rule) {
    return fields.stream()
        .filter(field -> !field.isDefault(rule))
        .map(field -> field.print(rule))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  @Override
  public List<R> read(Node node) {
    if (!(node instanceof Node.Sequence sequence)) {
      throw new IllegalArgumentException("must be a " + describe());
    }
    return Types.readAll(sequence, this::readRule);
  }

  private R readRule(Node node) {
    if (!(node instanceof Node.Mapping mapping)) {
      throw new ValueException(
          node.line(),
          "every rule must be a group of " + describe().substring("list of ".length()),
          "");
    }
    Map<Field<?, ?>, Object> given = new HashMap<>();
    @Nullable ValueException fault = null;
    for (Node.Entry entry : mapping.entries()) {
      try {
        Field<R, ?> field = field(entry);
        given.put(field, readField(field, entry));
      } catch (ValueException e) {
        fault = ValueException.both(fault, e);
      }
    }
    if (fault != null) {
      throw fault;
    }
    try {
      return make.apply(new Values(given, mapping.line()));
    } catch (ValueException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new ValueException(mapping.line(), String.valueOf(e.getMessage()), "");
    }
  }

  private Field<R, ?> field(Node.Entry entry) {
    return fields.stream()
        .filter(f -> f.name().equals(entry.name()))
        .findFirst()
        .orElseThrow(() -> unknown(entry));
  }

  private static Object readField(Field<?, ?> field, Node.Entry entry) {
    try {
      return field.type().read(entry.value());
    } catch (ValueException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new ValueException(entry.line(), field.name() + " " + e.getMessage(), "");
    }
  }

  private ValueException unknown(Node.Entry entry) {
    List<String> names = fields.stream().map(Field::name).toList();
    return new ValueException(
        entry.line(),
        "its entries have no \"" + entry.name() + "\"",
        Nearest.to(entry.name(), names)
            .map(n -> "did you mean \"" + n + "\"?")
            .orElse("they have " + String.join(", ", names)));
  }
}
