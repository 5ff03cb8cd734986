package io.slipway.config;

/** One key's value and where it came from. */
public record Setting<T>(Key<T> key, T value, Source source) {
  /** The value as it would be written in the file, on one line. */
  public String text() {
    return key.type().print(value);
  }
}
