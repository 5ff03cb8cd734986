package io.slipway.config;

import io.slipway.model.Origin;

/**
 * Where a value came from. Later kinds win over earlier ones.
 *
 * @param at file and line, name of the environment variable, or the option
 */
public record Source(Kind kind, Origin at) {
  /** In order of precedence, weakest first. */
  public enum Kind {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    OPTION
  }

  static final Source DEFAULT = new Source(Kind.DEFAULT, Origin.of("default"));

  /** As {@code slipway config} prints it. */
  @Override
  public String toString() {
    return switch (kind) {
      case DEFAULT -> "default";
      case FILE -> at.toString();
      case ENVIRONMENT -> "environment " + at;
      case OPTION -> "option " + at;
    };
  }
}
