package io.slipway.config;

/** The settings that hold, as text. */
public final class SettingsText {
  private SettingsText() {}

  /** YAML, each value with where it came from; what {@code slipway config} prints. */
  public static String effective(Settings settings) {
    StringBuilder out = new StringBuilder();
    String group = "";
    for (Key<?> key : Keys.all()) {
      if (!key.group().equals(group)) {
        group = key.group();
        out.append(group).append(":\n");
      }
      Setting<?> setting = settings.setting(key);
      String line = "  " + key.lastName() + ": " + setting.text();
      out.append(line)
          .append(" ".repeat(Math.max(1, 44 - line.length())))
          .append("# ")
          .append(setting.source())
          .append('\n');
    }
    return out.toString();
  }
}
