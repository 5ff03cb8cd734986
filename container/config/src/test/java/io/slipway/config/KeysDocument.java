package io.slipway.config;

import java.util.List;
import java.util.Map;

/** What the shipped file and the README are to say of the keys. */
final class KeysDocument {
  private static final int WIDTH = 100;

  private KeysDocument() {}

  /** The shipped {@code conf/slipway.yaml}: every key with its default, commented out. */
  static String file() {
    StringBuilder out = new StringBuilder();
    wrap(
        out,
        "# ",
        "Settings of Slipway. Every key stands here with its default; take the # away from a group and from the keys to change in it.");
    wrap(
        out,
        "# ",
        "Stronger than this file: environment variables (server.port is SLIPWAY_SERVER_PORT), and options of the command line"
            + " (--port, or --set KEY=VALUE for any key). \"slipway config\" prints what holds and where it came from.");
    wrap(
        out,
        "# ",
        "Durations: 500ms, 30s, 5m, 1h, 7d. Sizes: 512, 16KB, 2MB. Relative paths start at the working directory.");
    String group = "";
    for (Key<?> key : Keys.all()) {
      if (!key.group().equals(group)) {
        group = key.group();
        out.append('\n');
        wrap(out, "# ", String.valueOf(Keys.GROUPS.get(group)));
        out.append("#").append(group).append(":\n");
      }
      if (!key.doc().isEmpty()) {
        wrap(out, "  # ", key.doc());
      }
      defaultOf(out, key);
    }
    return out.toString();
  }

  private static <T> void defaultOf(StringBuilder out, Key<T> key) {
    String value = key.type().print(key.defaultValue());
    String line = "#  " + key.lastName() + ": " + value;
    if (line.length() > WIDTH && key.defaultValue() instanceof List) {
      out.append("#  ").append(key.lastName()).append(": [\n");
      wrap(out, "#    ", value.substring(1, value.length() - 1) + "]");
    } else {
      out.append(line).append('\n');
    }
  }

  /** The table of the README. */
  static String table() {
    StringBuilder out = new StringBuilder("| key | default | what |\n|---|---|---|\n");
    for (Key<?> key : Keys.all()) {
      Setting<?> setting = new Settings(Map.of(), List.of()).setting(key);
      String doc =
          key.doc().isEmpty()
              ? "Whether this stage is there. " + Keys.GROUPS.get(key.group())
              : key.doc();
      String value = setting.text();
      if (value.length() > 60) {
        value = value.substring(0, value.lastIndexOf(',', 56)) + ", …";
      }
      out.append("| `")
          .append(key.name())
          .append("` | `")
          .append(value)
          .append("` | ")
          .append(doc.replace("|", "\\|"))
          .append(" |\n");
    }
    return out.toString();
  }

  private static void wrap(StringBuilder out, String indent, String text) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
        out.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(indent);
      }
      line.append(word).append(' ');
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
