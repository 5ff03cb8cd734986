package io.slipway.config;

/** How a setting's value is read from text and from the file, and written. */
public interface ValueType<T> {
  /** For people: {@code duration, such as 30s}. */
  String describe();

  /**
   * From an environment variable or option.
   *
   * @throws IllegalArgumentException if the text is none; the message says what is wanted, as the
   *     end of a sentence
   */
  T parse(String text);

  /** As it is written in the file, on one line. */
  String print(T value);

  /**
   * From the file.
   *
   * @throws IllegalArgumentException as {@link #parse} does; a {@link ValueException} where the
   *     fault has a line of its own
   */
  default T read(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return parse(scalar.text());
    }
    throw new IllegalArgumentException(
        "must be one value (" + describe() + "), not a list or group");
  }
}
