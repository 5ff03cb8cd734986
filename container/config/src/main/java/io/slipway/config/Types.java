package io.slipway.config;

import io.slipway.pipeline.AccessLogOptions;
import io.slipway.pipeline.ForwardedOptions;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types that settings have. */
final class Types {
  private Types() {}

  private record Simple<T>(String describe, Function<String, T> parser, Function<T, String> printer)
      implements ValueType<T> {
    @Override
    public T parse(String text) {
      return parser.apply(text.strip());
    }

    @Override
    public String print(T value) {
      return printer.apply(value);
    }
  }

  static final ValueType<Boolean> BOOLEAN =
      new Simple<>(
          "true or false",
          text ->
              switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "on", "yes" -> true;
                case "false", "off", "no" -> false;
                default -> throw wrong(text, "true or false");
              },
          String::valueOf);

  static final ValueType<String> STRING = new Simple<>("text", text -> text, Types::quoted);

  static final ValueType<String> ADDRESS =
      checked(
          text -> {
            if (text.isEmpty()) {
              throw wrong(text, "an address or name, such as 127.0.0.1 or 0.0.0.0");
            }
          });

  static final ValueType<String> ADDRESS_BLOCK = checked(ForwardedOptions::checkTrusted);

  static final ValueType<String> LOG_FORMAT = checked(AccessLogOptions::checkFormat);

  static final ValueType<String> CHARSET_OR_EMPTY =
      checked(
          text -> {
            if (!text.isEmpty()) {
              Types.CHARSET.parse(text);
            }
          });

  private static ValueType<String> checked(Consumer<String> check) {
    return new Simple<>(
        "text",
        text -> {
          check.accept(text);
          return text;
        },
        Types::quoted);
  }

  /** Never printed. */
  static final ValueType<String> SECRET =
      new Simple<>("text, not printed", text -> text, value -> "********");

  static final ValueType<Path> PATH =
      new Simple<>("path", Path::of, path -> quoted(path.toString()));

  static final ValueType<Charset> CHARSET =
      new Simple<>(
          "character encoding, such as utf-8",
          text -> {
            try {
              return Charset.forName(text);
            } catch (IllegalArgumentException unknown) {
              throw wrong(text, "a character encoding that Java knows", unknown);
            }
          },
          charset -> charset.name().toLowerCase(Locale.ROOT));

  static final ValueType<Duration> DURATION =
      new Simple<>(
          "duration, such as 300us, 500ms, 30s, 5m, 1h, 7d", Types::duration, Types::printDuration);

  static ValueType<Duration> durationFrom(Duration least) {
    return new Simple<>(
        DURATION.describe(),
        text -> {
          Duration value = duration(text);
          if (value.compareTo(least) < 0) {
            throw wrong(text, "at least " + printDuration(least));
          }
          return value;
        },
        Types::printDuration);
  }

  /** Bytes. */
  static final ValueType<Long> SIZE =
      new Simple<>("size, such as 512, 16KB, 2MB", Types::size, Types::printSize);

  /** Bytes; -1 for {@code none}. */
  static final ValueType<Long> SIZE_OR_NONE =
      new Simple<>(
          "size, such as 512, 16KB, 2MB, or none",
          text -> text.equalsIgnoreCase("none") ? -1L : size(text),
          value -> value < 0 ? "none" : printSize(value));

  /** Bytes that fit an array. */
  static final ValueType<Integer> SMALL_SIZE =
      new Simple<>(
          "size, such as 512, 16KB, 2MB",
          text -> {
            long size = size(text);
            if (size > Integer.MAX_VALUE) {
              throw wrong(text, "less than 2GB");
            }
            return (int) size;
          },
          value -> printSize(value));

  static ValueType<Integer> number(int min, int max) {
    String range =
        max == Integer.MAX_VALUE
            ? "whole number from " + min
            : "whole number from " + min + " to " + max;
    return new Simple<>(
        range,
        text -> {
          try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
              return value;
            }
          } catch (NumberFormatException e) {
            throw wrong(text, "a " + range, e);
          }
          throw wrong(text, "a " + range);
        },
        String::valueOf);
  }

  /** Constants in lower case with dashes. */
  static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
    return new OneOf<>(type);
  }

  private record OneOf<E extends Enum<E>>(Class<E> type) implements ValueType<E> {
    @Override
    public String describe() {
      return Arrays.stream(type.getEnumConstants())
          .map(Types::name)
          .collect(Collectors.joining(", ", "one of ", ""));
    }

    @Override
    public E parse(String text) {
      String name = text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
      return Arrays.stream(type.getEnumConstants())
          .filter(c -> name(c).equals(name))
          .findFirst()
          .orElseThrow(() -> wrong(text.strip(), describe()));
    }

    @Override
    public String print(E value) {
      return name(value);
    }
  }

  /** Empty for empty text and {@code none}. */
  static <T> ValueType<Optional<T>> optional(ValueType<T> type) {
    return new Simple<>(
        type.describe() + ", or none",
        text ->
            text.isEmpty() || text.equalsIgnoreCase("none")
                ? Optional.empty()
                : Optional.of(type.parse(text)),
        value -> value.map(type::print).orElse("none"));
  }

  /** A list of simple values; in an environment variable or option with commas between them. */
  static <T> ValueType<List<T>> listOf(ValueType<T> type) {
    return new ListOf<>(type);
  }

  private record ListOf<T>(ValueType<T> item) implements ValueType<List<T>> {
    @Override
    public String describe() {
      return "list of " + item.describe();
    }

    @Override
    public List<T> parse(String text) {
      String inner = text.strip();
      if (inner.startsWith("[") && inner.endsWith("]")) {
        inner = inner.substring(1, inner.length() - 1);
      }
      return Arrays.stream(inner.split(",", -1))
          .map(String::strip)
          .filter(t -> !t.isEmpty())
          .map(ListOf::unquote)
          .map(item::parse)
          .toList();
    }

    /** In YAML, and so in what {@link #print} writes, some values need quotes. */
    private static String unquote(String text) {
      return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
          ? text.substring(1, text.length() - 1)
          : text;
    }

    @Override
    public String print(List<T> value) {
      return value.stream().map(item::print).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public List<T> read(Node node) {
      if (node instanceof Node.Sequence sequence) {
        return readAll(sequence, each -> readItem(item, each));
      }
      return ValueType.super.read(node);
    }
  }

  /**
   * @throws ValueException with all that is wrong with all items
   */
  static <T> List<T> readAll(Node.Sequence sequence, Function<Node, T> reader) {
    List<T> items = new ArrayList<>();
    @Nullable ValueException fault = null;
    for (Node item : sequence.items()) {
      try {
        items.add(reader.apply(item));
      } catch (ValueException e) {
        fault = ValueException.both(fault, e);
      }
    }
    if (fault != null) {
      throw fault;
    }
    return items;
  }

  /** An item of a list, whose fault is told with the item's own line. */
  static <T> T readItem(ValueType<T> type, Node node) {
    try {
      return type.read(node);
    } catch (ValueException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new ValueException(node.line(), String.valueOf(e.getMessage()), "");
    }
  }

  /** Apart, because most starts read none. */
  private static final class Amount {
    static final Pattern PATTERN = Pattern.compile("(\\d{1,18})\\s*([a-zA-Z]*)");
  }

  /** Fits seconds, milliseconds and nanoseconds as they are counted elsewhere. */
  private static final Duration LONGEST = Duration.ofDays(10_000);

  private static Duration duration(String text) {
    Matcher matcher = Amount.PATTERN.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      Duration unit =
          switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "us" -> Duration.ofNanos(1_000);
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            // zero needs no unit
            case "" -> amount == 0 ? Duration.ofSeconds(1) : null;
            default -> null;
          };
      if (unit != null && amount > LONGEST.dividedBy(unit)) {
        throw wrong(text, "at most " + printDuration(LONGEST));
      }
      if (unit != null) {
        return unit.multipliedBy(amount);
      }
    }
    throw wrong(text, "a duration with its unit, such as 500ms, 30s, 5m, 1h or 7d");
  }

  private static String printDuration(Duration value) {
    if (value.toNanosPart() % 1_000_000 != 0) {
      return value.toNanos() / 1_000 + "us";
    }
    long millis = value.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 86_400_000 == 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static long size(String text) {
    Matcher matcher = Amount.PATTERN.matcher(text);
    if (matcher.matches()) {
      int shift =
          switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "", "B" -> 0;
            case "K", "KB", "KIB" -> 10;
            case "M", "MB", "MIB" -> 20;
            case "G", "GB", "GIB" -> 30;
            default -> -1;
          };
      long amount = Long.parseLong(matcher.group(1));
      if (shift >= 0 && amount <= Long.MAX_VALUE >> shift) {
        return amount << shift;
      }
    }
    throw wrong(text, "a size, such as 512, 16KB or 2MB (1KB is 1024 bytes)");
  }

  private static String printSize(long bytes) {
    if (bytes != 0 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GB";
    }
    if (bytes != 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MB";
    }
    return bytes != 0 && bytes % 1024 == 0 ? (bytes >> 10) + "KB" : Long.toString(bytes);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Plain where YAML reads it back as the same text, else in double quotes. */
  static String quoted(String text) {
    if (text.matches("[A-Za-z0-9/._-][A-Za-z0-9/._ +-]*") && text.strip().equals(text)) {
      return text;
    }
    return inQuotes(text);
  }

  /** As YAML reads it back, whatever stands in it: YAML 1.2.2, 5.7 and 7.3.1. */
  static String inQuotes(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        quoted.append(String.format("\\x%02x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static IllegalArgumentException wrong(String text, String wanted) {
    return new IllegalArgumentException("must be " + wanted + ", not \"" + text + "\"");
  }

  private static IllegalArgumentException wrong(String text, String wanted, Throwable cause) {
    return new IllegalArgumentException("must be " + wanted + ", not \"" + text + "\"", cause);
  }
}
