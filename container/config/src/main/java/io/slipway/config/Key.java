package io.slipway.config;

import java.util.Locale;

/**
 * One setting: the only place where its name, type, default and meaning stand.
 *
 * @param name dotted, as the groups of the file nest: {@code limits.idle-timeout}
 * @param doc one or two sentences, for the shipped file and the README
 * @param scope who may set it
 */
public record Key<T>(String name, ValueType<T> type, T defaultValue, String doc, Scope scope) {
  /** Who may set a key. */
  public enum Scope {
    /** {@code conf/slipway.yaml} only. */
    SERVER,
    /** {@code WEB-INF/slipway.yaml} as well. */
    WEBAPP
  }

  /** {@code SLIPWAY_LIMITS_IDLE_TIMEOUT} for {@code limits.idle-timeout}. */
  public String environmentName() {
    return "SLIPWAY_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  String group() {
    return name.substring(0, name.indexOf('.'));
  }

  String lastName() {
    return name.substring(name.indexOf('.') + 1);
  }

  @Override
  public String toString() {
    return name;
  }
}
